package dev.leat.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class TargetTest {
    private static final JsonNode ROW = Target.JSON.readTree(
            "{\"id\":7,\"price\":12.50,\"at\":\"2026-11-21T12:00:00+00:00\",\"note\":null,\"tags\":[\"a\", \"b\"]}");
    private static final Map<String, String> SAME =
            Map.of("id", "7", "price", "12.50", "at", "2026-11-21T12:00:00Z", "tags", "[\"a\",\"b\"]");

    @Test
    void findsARowThatIsTheSameInEveryColumn() {
        assertThat(Target.isSame(ROW, SAME)).isTrue();
    }

    @Test
    void findsWhateverDiffers() {
        assertThat(Target.isSame(ROW, with("price", "12.5"))).isFalse();
        assertThat(Target.isSame(ROW, with("at", "2026-11-21T12:00:01Z"))).isFalse();
        assertThat(Target.isSame(ROW, with("tags", "[\"a\"]"))).isFalse();
        assertThat(Target.isSame(ROW, with("note", ""))).isFalse();
        assertThat(Target.isSame(ROW, with("more", "1"))).isFalse();
        assertThat(Target.isSame(ROW, Map.of("id", "7"))).isFalse();
    }

    @Test
    void escapesWhatWouldEndAKeyPart() {
        JsonNode row = Target.JSON.readTree("{\"sku\":\"P:1\\\\2\"}");

        assertThat(Target.key("products", row)).isEqualTo("products:P\\:1\\\\2");
    }

    private static Map<String, String> with(String column, String value) {
        Map<String, String> changed = new HashMap<>(SAME);
        changed.put(column, value);
        return changed;
    }
}
