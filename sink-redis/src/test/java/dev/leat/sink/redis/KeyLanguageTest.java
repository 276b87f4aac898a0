package dev.leat.sink.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyLanguageTest {
    // D6: two tables can never map to one name silently.
    @ParameterizedTest
    @CsvSource({
        "{table}:{key}, users, 1, orders, 1, false",
        "{table}:{key}, user, 1, users, 1, false",
        "{table}:{key}, a, 1, a:b, 1, false",
        "{table}:{key}, a, 2, a:b, 1, true",
        "{table}:{key}, a, 2, a:b, 2, false",
        "{table}:{key}, a, 3, a:b, 2, true",
        "{table}:{key}, sales.orders, 1, sales.orders, 1, true",
        "{table}{key}, a, 1, a1, 1, true",
        "{table}{key}, a, 1, b, 1, false",
        "{key}:{table}, a, 1, b, 1, false",
        "{key}:{table}, a, 1, b:a, 1, false",
        "{key}:{table}, a, 2, b:a, 1, true",
        "{key}{table}, a, 1, ba, 1, true",
        "tea:{key}, a, 1, b, 1, true",
        "tea:{key}, a, 1, b, 2, false",
    })
    void tellsWhichTablesCouldShareAKey(
            String template, String one, int parts, String other, int otherParts, boolean collide) {
        KeyTemplate keys = KeyTemplate.parse(template);
        KeyLanguage first = keys.keys(one, parts).language();
        KeyLanguage second = keys.keys(other, otherParts).language();

        assertThat(first.intersects(second)).isEqualTo(collide);
        assertThat(second.intersects(first)).isEqualTo(collide);
    }

    @Test
    void tellsWhichTablesCouldMeetReservedNames() {
        KeyLanguage reserved = KeyLanguage.startingWith("leat:shop:".getBytes(UTF_8));

        assertThat(keys("leat", 2).language().intersects(reserved)).isTrue();
        assertThat(keys("leat:shop", 1).language().intersects(reserved)).isTrue();
        assertThat(keys("leat", 1).language().intersects(reserved)).isFalse();
        assertThat(keys("products", 3).language().intersects(reserved)).isFalse();
    }

    @Test
    void agreesWithListingAllShortKeys() {
        Random random = new Random(42);
        int collisions = 0;
        for (int round = 0; round < 400; round++) {
            TableKeys one = new TableKeys(text(random), text(random), 1 + random.nextInt(2));
            TableKeys other = new TableKeys(text(random), text(random), 1 + random.nextInt(2));
            boolean shared = shareAShortKey(one, other);

            assertThat(one.language().intersects(other.language()))
                    .as("%s (%d) and %s (%d)", one, one.parts(), other, other.parts())
                    .isEqualTo(shared);
            collisions += shared ? 1 : 0;
        }
        assertThat(collisions).isGreaterThan(40);
    }

    /** Literals have at most two bytes: tables that share a key share one with a key text of at most six. */
    private static boolean shareAShortKey(TableKeys one, TableKeys other) {
        Set<String> keys = new HashSet<>();
        for (String key : SHORT) {
            keys.add(text(one.prefix()) + key + text(one.suffix()));
        }
        return keys.stream().anyMatch(key -> {
            byte[] bytes = key.getBytes(UTF_8);
            return one.owns(bytes) && other.owns(bytes);
        });
    }

    private static final List<String> SHORT = strings(6);

    private static List<String> strings(int maxLength) {
        List<String> all = new ArrayList<>(List.of(""));
        int from = 0;
        for (int length = 1; length <= maxLength; length++) {
            int to = all.size();
            for (int i = from; i < to; i++) {
                for (String next : List.of("a", ":", "\\", "x")) {
                    all.add(all.get(i) + next);
                }
            }
            from = to;
        }
        return all;
    }

    private static byte[] text(Random random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(3);
        for (int i = 0; i < length; i++) {
            text.append("a:\\".charAt(random.nextInt(3)));
        }
        return text.toString().getBytes(UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }

    private static TableKeys keys(String table, int parts) {
        return KeyTemplate.parse(KeyTemplate.DEFAULT).keys(table, parts);
    }
}
