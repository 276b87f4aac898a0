package dev.leat.api.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.Sample;
import dev.leat.api.change.ChangeBatchBuilder;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.schema.TableSchema;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class KeyTextTest {
    private static final TableSchema ONE = Sample.table("one", List.of("id TEXT"), 0);
    private static final TableSchema TWO = Sample.table("two", List.of("a TEXT", "note TEXT", "b TEXT"), 2, 0);

    private final KeyText keyText = new KeyText();

    @Test
    void writesASingleColumnWithItsColonsAndBackslashesEscaped() {
        assertThat(key(ONE, "7")).isEqualTo("7");
        assertThat(key(ONE, "")).isEmpty();
        assertThat(key(ONE, "a:b\\c::é\\")).isEqualTo("a\\:b\\\\c\\:\\:é\\\\");
    }

    @Test
    void joinsColumnsInTheOrderOfTheKeysDefinition() {
        assertThat(key(TWO, "x:1", "ignored", "y")).isEqualTo("y:x\\:1");
        assertThat(key(TWO, "", "ignored", "")).isEqualTo(":");
    }

    // D6
    @Test
    void givesTwoKeysTwoTexts() {
        List<@Nullable String> values =
                Arrays.asList(null, "", "N", "\\N", "a", ":", "\\", "a:", ":a", "\\:", ":\\", "\\\\", "a\\", "::");
        Map<String, String> seen = new HashMap<>();
        for (@Nullable String a : values) {
            for (@Nullable String b : values) {
                String other = seen.put(key(TWO, a, "", b), a + "|" + b);
                assertThat(other).isNull();
            }
        }
    }

    @Test
    void writesOctetsAndNumbersAsInAField() {
        TableSchema table = Sample.table("mixed", List.of("n INT64", "o BYTES"), 0, 1);

        assertThat(key(table, "-5", "\u0001\u0002")).isEqualTo("-5:AQI=");
    }

    private String key(TableSchema table, @Nullable String... values) {
        ChangeBatchBuilder builder = new ChangeBatchBuilder();
        Sample.begin(builder, 1, "7", "0/1");
        Sample.insert(builder, table, values);
        ChangeCursor cursor = builder.build(null).cursor();
        assertThat(cursor.next()).isTrue();
        JsonBuffer out = new JsonBuffer(16);
        keyText.write(cursor.key(), out);
        return new String(out.array(), 0, out.length(), StandardCharsets.UTF_8);
    }
}
