package dev.leat.api.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.schema.TableId;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class TablePatternTest {
    @Test
    void matchesAnExactNameCaseSensitively() {
        TablePattern pattern = pattern("public", "Users", false, false);

        assertThat(pattern.isExact()).isTrue();
        assertThat(pattern.matches(new TableId("public", "Users"))).isTrue();
        assertThat(pattern.matches(new TableId("public", "users"))).isFalse();
        assertThat(pattern.matches(new TableId("Public", "Users"))).isFalse();
    }

    @Test
    void takesAStarInAQuotedNameForACharacter() {
        TablePattern pattern = pattern("public", "a*", false, false);

        assertThat(pattern.matches(new TableId("public", "a*"))).isTrue();
        assertThat(pattern.matches(new TableId("public", "ab"))).isFalse();
    }

    @Test
    void matchesAStarWithinItsPartOnly() {
        TablePattern pattern = pattern("*", "order*", true, true);

        assertThat(pattern.isExact()).isFalse();
        assertThat(pattern.matches(new TableId("sales", "orders.2026"))).isTrue();
        assertThat(pattern.matches(new TableId("sales", "border"))).isFalse();
        assertThat(pattern("s", "*", false, true).matches(new TableId("sales", "x")))
                .isFalse();
    }

    @Test
    void matchesLikeARegularExpression() {
        Random random = new Random(20261120);
        for (int i = 0; i < 50_000; i++) {
            String wild = letters(random, "ab*", 8);
            String name = letters(random, "ab", 12);
            String regex = wild.replace("*", ".*");

            assertThat(pattern("s", wild, false, true).matches(new TableId("s", name)))
                    .as("%s on %s", wild, name)
                    .isEqualTo(Pattern.matches(regex, name));
        }
    }

    @Test
    void endsOnPatternsThatWouldBlowUpABacktrackingMatcher() {
        String name = "a".repeat(5_000);

        assertThat(pattern("s", "*a".repeat(500) + "b", false, true).matches(new TableId("s", name)))
                .isFalse();
    }

    private static String letters(Random random, String alphabet, int maxLength) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(maxLength); i > 0; i--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private static TablePattern pattern(String schema, String name, boolean wildSchema, boolean wildName) {
        return new TablePattern(schema, name, wildSchema, wildName, List.of(), "shop.yaml:1:1");
    }
}
