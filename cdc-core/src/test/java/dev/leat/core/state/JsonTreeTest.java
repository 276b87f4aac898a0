package dev.leat.core.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

final class JsonTreeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"a\":[],\"b\":{\"c\":[1,[2],{}]}}",
                "{\"long\":[0,-1,9223372036854775807,-9223372036854775808]}",
                "{\"text\":[\"\",\"\\\"\\\\\\u0000\\n\",\"ä€😀\"]}",
                "{\"other\":[true,false,null]}"
            })
    void readsAndWritesWhatAMapperDoes(String json) {
        byte[] bytes = json.getBytes(UTF_8);
        JsonMapper mapper = JsonMapper.builder().build();

        assertThat(mapper.writeValueAsString(JsonTree.read(bytes)))
                .isEqualTo(mapper.readTree(json).toString());
        assertThat(mapper.readTree(JsonTree.write(JsonTree.read(bytes)))).isEqualTo(mapper.readTree(json));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1",
                "{\"a\":}",
                "{} {}",
                "{}x",
                "nul",
                "[1.5]",
                "[9223372036854775808]",
                "\uFEFFx"
            })
    void refusesWhatIsNoStateValue(String json) {
        assertThatThrownBy(() -> StateJson.read("marks", json.getBytes(UTF_8), node -> node))
                .isInstanceOf(CdcException.class)
                .hasMessageContaining("the state value marks has a form that this program does not know");
    }

    @Test
    void refusesHalfOfEachValue() {
        byte[] json = "{\"a\":[1,{\"b\":\"c\"}],\"d\":true}".getBytes(UTF_8);
        for (int length = 0; length < json.length; length++) {
            byte[] half = Arrays.copyOf(json, length);
            assertThatThrownBy(() -> StateJson.read("marks", half, node -> node))
                    .isInstanceOf(CdcException.class);
        }
    }
}
