package dev.leat.api.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

final class JsonBufferTest {
    private static final JsonMapper JACKSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    @Test
    void putsCommasWhereTheyBelong() {
        JsonBuffer out = new JsonBuffer(16);

        out.beginObject();
        name(out, "a");
        out.beginArray();
        out.beginArray();
        out.endArray();
        out.beginObject();
        out.endObject();
        out.int64(1);
        out.nullValue();
        out.bool(false);
        out.endArray();
        name(out, "b");
        out.beginObject();
        out.member(JsonNames.member("c\"d"));
        out.bool(true);
        out.member(JsonNames.member("e"));
        out.uint64(2);
        out.endObject();
        out.endObject();

        assertThat(text(out)).isEqualTo("{\"a\":[[],{},1,null,false],\"b\":{\"c\\\"d\":true,\"e\":2}}");
    }

    @Test
    void startsAnewWithoutACommaAfterClearAndAfterTheCallersOwnPunctuation() {
        JsonBuffer out = new JsonBuffer(16);
        out.int64(1);
        out.raw('\n');
        out.int64(2);
        assertThat(text(out)).isEqualTo("1\n2");

        out.clear();
        out.int64(3);
        assertThat(text(out)).isEqualTo("3");
    }

    @Test
    void writesEveryAsciiCharacterAsJacksonReadsIt() {
        StringBuilder all = new StringBuilder();
        for (char c = 0; c < 128; c++) {
            all.append(c).append(c == 'x' ? "" : "x");
        }

        String json = ofText(all.toString());

        assertThat(JACKSON.readValue(json, String.class)).isEqualTo(all.toString());
        assertThat(json).startsWith("\"\\u0000x\\u0001x").contains("\\bx\\tx\\nx\\u000bx\\fx\\rx", "\\\"x", "\\\\x");
        assertThat(ofText("é€𝄞")).isEqualTo("\"é€𝄞\"");
    }

    @Test
    void escapesAtEveryPlaceOfATextAsJacksonReadsIt() {
        for (String around : List.of("x", "\u007f", "\u00a2", "\u20dc", " ", "!")) {
            for (char c = 0; c < 128; c++) {
                for (int place = 0; place < 20; place++) {
                    String text = around.repeat(place) + c + around.repeat(19 - place);
                    assertThat(JACKSON.readValue(ofText(text), String.class)).isEqualTo(text);
                }
            }
        }
        String escapes = "\"\\\n\u0001".repeat(50);
        assertThat(JACKSON.readValue(ofText(escapes), String.class)).isEqualTo(escapes);
    }

    @Test
    void writesNumbersLikeTheJdk() {
        Random random = new Random(20261120);
        List<Long> longs = new ArrayList<>(List.of(0L, -1L, Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE + 1));
        for (long power = 1; power > 0 && power <= Long.MAX_VALUE / 10; power *= 10) {
            longs.addAll(List.of(power, power - 1, -power, 1 - power));
        }
        for (int i = 0; i < 10_000; i++) {
            longs.add(random.nextLong() >> random.nextInt(64));
        }
        JsonBuffer out = new JsonBuffer(16);
        for (long value : longs) {
            out.clear();
            out.int64(value);
            assertThat(text(out)).isEqualTo(Long.toString(value));
            out.clear();
            out.uint64(value);
            assertThat(text(out)).isEqualTo(Long.toUnsignedString(value));
        }
    }

    @Test
    void writesOctetsLikeTheJdk() {
        Random random = new Random(20261120);
        JsonBuffer out = new JsonBuffer(16);
        for (int length = 0; length < 200; length++) {
            byte[] padded = new byte[length + 5];
            random.nextBytes(padded);
            out.clear();
            out.octets(padded, 3, length);

            byte[] octets = Arrays.copyOfRange(padded, 3, 3 + length);
            assertThat(text(out)).isEqualTo("\"" + Base64.getEncoder().encodeToString(octets) + "\"");
        }
    }

    @Test
    void writesRandomTreesAsJacksonReadsThem() {
        for (int seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            JsonBuffer out = new JsonBuffer(16);

            Object expected = tree(random, 0, out);

            Object read = JACKSON.readValue(text(out), Object.class);
            assertThat(normal(read)).as("seed %s: %s", seed, text(out)).isEqualTo(normal(expected));
        }
    }

    /** Writes a random value and returns it as Jackson would read it. */
    private static @Nullable Object tree(Random random, int depth, JsonBuffer out) {
        int kind = random.nextInt(depth > 4 ? 7 : 9);
        switch (kind) {
            case 0 -> {
                out.nullValue();
                return null;
            }
            case 1 -> {
                boolean value = random.nextBoolean();
                out.bool(value);
                return value;
            }
            case 2 -> {
                long value = random.nextLong() >> random.nextInt(64);
                out.int64(value);
                return value;
            }
            case 3 -> {
                long value = random.nextLong();
                out.uint64(value);
                return new BigInteger(Long.toUnsignedString(value));
            }
            case 4 -> {
                BigDecimal value = new BigDecimal(new BigInteger(70, random), random.nextInt(40) - 20);
                byte[] ascii = value.toString().getBytes(StandardCharsets.US_ASCII);
                out.number(ascii, 0, ascii.length);
                return value;
            }
            case 5 -> {
                String value = randomText(random);
                byte[] utf8 = ("<" + value + ">").getBytes(StandardCharsets.UTF_8);
                out.text(utf8, 1, utf8.length - 2);
                return value;
            }
            case 6 -> {
                byte[] json = " {\"j\":[1]}".getBytes(StandardCharsets.UTF_8);
                out.json(json, 1, json.length - 1);
                return Map.of("j", List.of(1));
            }
            case 7 -> {
                List<@Nullable Object> list = new ArrayList<>();
                out.beginArray();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(tree(random, depth + 1, out));
                }
                out.endArray();
                return list;
            }
            default -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                out.beginObject();
                for (int i = random.nextInt(4); i > 0; i--) {
                    String key = i + randomText(random);
                    if (random.nextBoolean()) {
                        name(out, key);
                    } else {
                        out.member(JsonNames.member(key));
                    }
                    map.put(key, tree(random, depth + 1, out));
                }
                out.endObject();
                return map;
            }
        }
    }

    private static String randomText(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(30); i > 0; i--) {
            int bound = switch (random.nextInt(4)) {
                case 0 -> 0x20;
                case 1 -> 0x80;
                case 2 -> 0xD800;
                default -> 0x1000;
            };
            text.appendCodePoint(bound == 0x1000 ? 0x10000 + random.nextInt(bound) : random.nextInt(bound));
        }
        return text.toString();
    }

    /** Numbers by value, whatever class they were read as. */
    private static @Nullable Object normal(@Nullable Object value) {
        if (value instanceof Number number) {
            return new BigDecimal(number.toString()).stripTrailingZeros();
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> normal = new ArrayList<>();
            list.forEach(element -> normal.add(normal(element)));
            return normal;
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, @Nullable Object> normal = new LinkedHashMap<>();
            map.forEach((key, element) -> normal.put(key, normal(element)));
            return normal;
        }
        return value;
    }

    private static String ofText(String text) {
        JsonBuffer out = new JsonBuffer(16);
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.text(utf8, 0, utf8.length);
        return text(out);
    }

    private static void name(JsonBuffer out, String name) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        out.name(utf8, 0, utf8.length);
    }

    private static String text(JsonBuffer out) {
        return new String(out.array(), 0, out.length(), StandardCharsets.UTF_8);
    }
}
