package dev.leat.api.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.change.ValueWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class BareWriterTest {
    private final BareWriter writer = new BareWriter();

    @Test
    void writesATopLevelStringBare() {
        assertThat(written(out -> text(out, "say \"é\"\n"))).isEqualTo("say \"é\"\n");
        assertThat(written(out -> text(out, ""))).isEmpty();
    }

    @Test
    void writesTopLevelOctetsAsBareBase64() {
        assertThat(written(out -> out.octets(new byte[] {9, 1, 2, 3, 4}, 1, 4))).isEqualTo("AQIDBA==");
        assertThat(written(out -> out.octets(new byte[0], 0, 0))).isEmpty();
    }

    @Test
    void writesEverythingElseAsItsJson() {
        assertThat(written(out -> out.bool(true))).isEqualTo("true");
        assertThat(written(out -> out.int64(-7))).isEqualTo("-7");
        assertThat(written(out -> out.uint64(-1))).isEqualTo("18446744073709551615");
        byte[] digits = "1e+308".getBytes(StandardCharsets.US_ASCII);
        assertThat(written(out -> out.number(digits, 0, digits.length))).isEqualTo("1e+308");
        byte[] json = "\"a string\"".getBytes(StandardCharsets.US_ASCII);
        assertThat(written(out -> out.json(json, 0, json.length))).isEqualTo("\"a string\"");
    }

    @Test
    void writesStringsInsideListsAndObjectsAsJson() {
        assertThat(written(out -> {
                    out.beginArray();
                    text(out, "a\"b");
                    out.nullValue();
                    out.octets(new byte[] {1}, 0, 1);
                    out.beginObject();
                    out.name(new byte[] {'k'}, 0, 1);
                    text(out, "v");
                    out.endObject();
                    out.endArray();
                }))
                .isEqualTo("[\"a\\\"b\",null,\"AQ==\",{\"k\":\"v\"}]");
    }

    @Test
    void tellsNullFromAnEmptyString() {
        assertThat(written(ValueWriter::nullValue)).isEmpty();
        assertThat(writer.isNull()).isTrue();
        assertThat(written(out -> text(out, ""))).isEmpty();
        assertThat(writer.isNull()).isFalse();
    }

    private String written(Consumer<ValueWriter> value) {
        writer.clear();
        value.accept(writer);
        return new String(writer.buffer().array(), 0, writer.buffer().length(), StandardCharsets.UTF_8);
    }

    private static void text(ValueWriter out, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.text(utf8, 0, utf8.length);
    }
}
