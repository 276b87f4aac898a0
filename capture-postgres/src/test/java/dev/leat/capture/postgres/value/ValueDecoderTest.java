package dev.leat.capture.postgres.value;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.DecodeException;
import dev.leat.api.json.BareWriter;
import dev.leat.api.json.JsonBuffer;
import dev.leat.api.schema.ValueDecoder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What no server shows: values it would not send, and the exact bytes of those it does. */
class ValueDecoderTest {
    private static final ValueDecoder TEXT = new TextDecoder();
    private static final ValueDecoder INTEGER = new IntegerDecoder();
    private static final ValueDecoder NUMERIC = new NumericDecoder();
    private static final ValueDecoder FLOAT8 = new FloatDecoder(false);
    private static final ValueDecoder FLOAT4 = new FloatDecoder(true);
    private static final ValueDecoder BYTEA = new ByteaDecoder();
    private static final ValueDecoder JSON = new JsonDecoder();
    private static final ValueDecoder DATE = new DateDecoder();
    private static final ValueDecoder TIME = new TimeDecoder();
    private static final ValueDecoder TIMESTAMP = new TimestampDecoder(false);
    private static final ValueDecoder TIMESTAMPTZ = new TimestampDecoder(true);
    private static final ValueDecoder VECTOR = new NumberListDecoder("vector", FLOAT4, ',', true);
    private static final ValueDecoder TEXTS = new ArrayDecoder(TEXT, ',');
    private static final ValueDecoder HSTORE = new HstoreDecoder();
    private static final ValueDecoder PAIR = composite("pair", List.of("a", "b"), List.of(INTEGER, TEXT));

    @Test
    void numbersKeepTheServersDigits() {
        assertThat(json(INTEGER, "-9223372036854775808")).isEqualTo("-9223372036854775808");
        assertThat(json(NUMERIC, "0.000")).isEqualTo("0.000");
        assertThat(json(FLOAT8, "1e+308")).isEqualTo("1e+308");
        assertThat(json(FLOAT8, "-0")).isEqualTo("-0");
        assertThat(json(FLOAT8, "NaN")).isEqualTo("\"NaN\"");
        assertThat(json(NUMERIC, "-Infinity")).isEqualTo("\"-Infinity\"");
    }

    @Test
    void whatIsNoNumberIsNotPushedAsOne() {
        for (String wrong : List.of(
                "", "-", "1.", ".5", "1e", "1e+", "01", "-01", "1,5", "+1", "1.5.5", "NaN ", "nan", "Infinit", "0x1",
                "1 ")) {
            assertRefused(NUMERIC, wrong);
            assertRefused(FLOAT8, wrong);
        }
        for (String wrong : List.of("", "-", "1.5", "1e5", " 1", "1-", "NaN")) {
            assertRefused(INTEGER, wrong);
        }
        for (String wrong : List.of("", "true", "T", "tf")) {
            assertRefused(new BoolDecoder(), wrong);
        }
    }

    @Test
    void longsAreReadUpToTheirEnds() {
        assertThat(longValue(INTEGER, "9223372036854775807")).isEqualTo(Long.MAX_VALUE);
        assertThat(longValue(INTEGER, "-9223372036854775808")).isEqualTo(Long.MIN_VALUE);
        assertThat(longValue(INTEGER, "-0")).isZero();
        for (String wrong : List.of(
                "9223372036854775808",
                "-9223372036854775809",
                "9999999999999999999",
                "10000000000000000000",
                "",
                "-",
                "1a",
                "1 ",
                "1:",
                "1/")) {
            assertThatThrownBy(() -> longValue(INTEGER, wrong)).as(wrong).isInstanceOf(DecodeException.class);
        }
    }

    @Test
    void longsOfEveryLengthAreRead() {
        Random random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            long value = random.nextLong() >> random.nextInt(64);
            byte[] bytes = Long.toString(value).getBytes(UTF_8);
            assertThat(INTEGER.longValue(bytes, 0, bytes.length)).isEqualTo(value);
            assertThat(longValue(INTEGER, "9999999999" + value, 10, bytes.length))
                    .isEqualTo(value);

            int wrong = random.nextInt(bytes.length);
            bytes[wrong] = (byte) (random.nextBoolean() ? '0' - 1 - random.nextInt(40) : '9' + 1 + random.nextInt(120));
            if (bytes[wrong] != '-' || wrong > 0 || bytes.length == 1) {
                assertThatThrownBy(() -> INTEGER.longValue(bytes, 0, bytes.length))
                        .isInstanceOf(DecodeException.class);
            }
        }
    }

    @Test
    void timestampsAreReadAsJavaReadsThem() {
        Random random = new Random(6);
        for (int i = 0; i < 20_000; i++) {
            long micros = random.nextLong(-62_135_596_800_000_000L, 253_402_300_800_000_000L);
            Instant instant = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
            // PostgreSQL writes the seconds always, and as many digits of the fraction as there are.
            String iso = instant.truncatedTo(ChronoUnit.SECONDS).toString();
            String fraction =
                    String.format("%06d", Math.floorMod(micros, 1_000_000)).replaceAll("0+$", "");
            String date = iso.substring(0, 10);
            String time = iso.substring(11, 19) + (fraction.isEmpty() ? "" : "." + fraction);
            long day = Math.floorDiv(micros, 86_400_000_000L);

            assertThat(longValue(TIMESTAMP, date + " " + time)).isEqualTo(micros);
            assertThat(longValue(TIMESTAMPTZ, date + " " + time + "+00")).isEqualTo(micros);
            assertThat(longValue(DATE, date)).isEqualTo(day);
            assertThat(longValue(TIME, time)).isEqualTo(micros - day * 86_400_000_000L);
        }
    }

    @Test
    void malformedTimestampsAreRefused() {
        String good = "2026-11-20 17:28:51.123456+00";
        assertThat(longValue(TIMESTAMPTZ, good)).isEqualTo(1_795_195_731_123_456L);
        for (int at = 0; at < good.length(); at++) {
            for (char wrong : new char[] {'x', '/', ':', ' ', '\u007f', '-', '.', '+'}) {
                String bad = good.substring(0, at) + wrong + good.substring(at + 1);
                if (!bad.equals(good)) {
                    assertThatThrownBy(() -> longValue(TIMESTAMPTZ, bad))
                            .as(bad)
                            .isInstanceOf(DecodeException.class);
                }
            }
        }
        for (String wrong : List.of(
                "2026-00-20 17:28:51",
                "2026-13-20 17:28:51",
                "2026-11-00 17:28:51",
                "2026-11-32 17:28:51",
                "2026-11-20 25:28:51",
                "2026-11-20 17:60:51",
                "2026-11-20 17:28:61",
                "2026-11-20 17:28:51.",
                "2026-11-20 17:28:51.1234567",
                "2026-11-20 17:28",
                "2026-11-20T17:28:51")) {
            assertThatThrownBy(() -> longValue(TIMESTAMP, wrong)).as(wrong).isInstanceOf(DecodeException.class);
        }
    }

    @Test
    void doublesAreReadAsJavaReadsThem() {
        Random random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (!Double.isFinite(value)) {
                continue;
            }
            String text = Double.toString(value).replace('E', 'e');
            assertThat(doubleValue(FLOAT8, text)).as(text).isEqualTo(value);
            float single = (float) value;
            if (Float.isFinite(single)) {
                assertThat(doubleValue(FLOAT4, Float.toString(single))).isEqualTo(single);
            }
        }
        assertThat(doubleValue(FLOAT8, "NaN")).isNaN();
        assertThat(doubleValue(FLOAT8, "-Infinity")).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(doubleValue(FLOAT8, "-0")).isEqualTo(-0.0);
    }

    @Test
    void aFailureDoesNotShowTheValue() {
        for (ValueDecoder decoder : List.of(FLOAT8, FLOAT4)) {
            assertThatThrownBy(() -> doubleValue(decoder, "topsecret"))
                    .isInstanceOf(DecodeException.class)
                    .hasMessageNotContaining("topsecret")
                    .hasNoCause();
        }
        for (ValueDecoder decoder :
                List.of(NUMERIC, INTEGER, TIMESTAMP, TIMESTAMPTZ, BYTEA, PAIR, HSTORE, TEXTS, VECTOR)) {
            assertThatThrownBy(() -> json(decoder, "topsecret")).hasMessageNotContaining("topsecret");
        }
    }

    @Test
    void timestampsAreIsoText() {
        assertThat(json(TIMESTAMP, "2026-11-20 17:28:51.123")).isEqualTo("\"2026-11-20T17:28:51.123\"");
        assertThat(json(TIMESTAMP, "0044-03-15 12:00:00 BC")).isEqualTo("\"0044-03-15T12:00:00 BC\"");
        assertThat(json(TIMESTAMPTZ, "2026-11-20 17:28:51.123456+00")).isEqualTo("\"2026-11-20T17:28:51.123456Z\"");
        assertThat(json(TIMESTAMPTZ, "294276-12-31 23:59:59.999999+00")).isEqualTo("\"294276-12-31T23:59:59.999999Z\"");
        assertThat(json(TIMESTAMPTZ, "0044-03-15 12:00:00+00 BC")).isEqualTo("\"0044-03-15T12:00:00Z BC\"");
        assertThat(json(TIMESTAMPTZ, "-infinity")).isEqualTo("\"-infinity\"");
        assertThat(bare(TIMESTAMPTZ, "2026-11-20 17:28:51+00")).isEqualTo("2026-11-20T17:28:51Z");
    }

    @Test
    void aTimestampIsRefusedWhenItsZoneIsNotUtc() {
        assertThatThrownBy(() -> json(TIMESTAMPTZ, "2026-11-20 17:28:51+02"))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("TimeZone=UTC");
        for (String wrong : List.of(
                "2026-11-20 17:28:51",
                "2026-11-20 17:28:51+00:30",
                "2026-11-20 17:28:51+0",
                "2026-11-20 17:28:51.5+00 AD",
                "2026-11-20",
                "")) {
            assertRefused(TIMESTAMPTZ, wrong);
            assertThatThrownBy(() -> longValue(TIMESTAMPTZ, wrong)).as(wrong).isInstanceOf(DecodeException.class);
        }
    }

    @Test
    void malformedDatesAndTimesAreRefused() {
        for (String wrong : List.of(
                "2026-13-01",
                "2026-00-01",
                "2026-01-32",
                "2026-01-00",
                "2026-1-01",
                "20x6-01-01",
                "12345678-01-01",
                "2026-01-01 AD",
                "2026-01-0",
                "202-01-01",
                "",
                "2026-01-01x")) {
            assertThatThrownBy(() -> longValue(DATE, wrong)).as(wrong).isInstanceOf(DecodeException.class);
        }
        for (String wrong : List.of(
                "25:00:00",
                "12:60:00",
                "12:00:61",
                "12:00",
                "12-00:00",
                "12:00:00.",
                "12:00:00.1234567",
                "12:00:00,5",
                "1a:00:00",
                "")) {
            assertThatThrownBy(() -> longValue(TIME, wrong)).as(wrong).isInstanceOf(DecodeException.class);
        }
        assertThat(longValue(TIME, "24:00:00")).isEqualTo(86_400_000_000L);
        assertThat(longValue(DATE, "infinity")).isEqualTo(Long.MAX_VALUE);
        assertThat(longValue(TIMESTAMP, "294247-01-10 04:00:54.775807")).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void octetsAreReadFromHexOnly() {
        assertThat(json(BYTEA, "\\x00ff10")).isEqualTo("\"AP8Q\"");
        assertThat(json(BYTEA, "\\x")).isEqualTo("\"\"");
        assertThat(json(BYTEA, "\\xABcd")).isEqualTo("\"q80=\"");
        for (String wrong : List.of("", "\\", "x00", "\\x0", "\\x0g", "\\000", "\\xé")) {
            assertRefused(BYTEA, wrong);
        }
    }

    @Test
    void documentsLoseWhiteSpaceOutsideStringsOnly() {
        assertThat(json(JSON, " {\"b\" :\t1.0,\r\n\"a\": [1 , 2], \"b\":\" \\\" x \\\\\"} "))
                .isEqualTo("{\"b\":1.0,\"a\":[1,2],\"b\":\" \\\" x \\\\\"}");
        assertThat(json(JSON, "{\"a\":1}")).isEqualTo("{\"a\":1}");
        assertThat(json(JSON, "\"\\\\\"")).isEqualTo("\"\\\\\"");
        assertThat(bare(JSON, "[1, 2]")).isEqualTo("[1,2]");
    }

    @Test
    void aDocumentNeverHoldsARawLineBreak() {
        for (String wrong :
                List.of("\"a\nb\"", "{\"a\u0001\": 1}", "[1,\u0000 2]", "\"open", "\"open\\", "[ \"open\\\"")) {
            assertRefused(JSON, wrong);
        }
    }

    @Test
    void arraysAreTakenApart() {
        assertThat(json(TEXTS, "{}")).isEqualTo("[]");
        assertThat(json(TEXTS, "{{a,b},{c,NULL}}")).isEqualTo("[[\"a\",\"b\"],[\"c\",null]]");
        assertThat(json(TEXTS, "[2:3]={x,\"NULL\"}")).isEqualTo("[\"x\",\"NULL\"]");
        assertThat(json(TEXTS, "{\"a\\\\b\\\"c\",\"\",\"{,}\"}")).isEqualTo("[\"a\\\\b\\\"c\",\"\",\"{,}\"]");
        assertThat(json(new ArrayDecoder(TEXT, ';'), "{(1,1),(0,0);(3,3),(2,2)}"))
                .isEqualTo("[\"(1,1),(0,0)\",\"(3,3),(2,2)\"]");
        assertThat(json(new ArrayDecoder(BYTEA, ','), "{\"\\\\x00ff\",NULL}")).isEqualTo("[\"AP8=\",null]");
        assertThat(json(new ArrayDecoder(JSON, ','), "{\"{\\\"a\\\": \\\"x y\\\"}\",1}"))
                .isEqualTo("[{\"a\":\"x y\"},1]");
        assertThat(bare(TEXTS, "{a}")).isEqualTo("[\"a\"]");
    }

    @Test
    void malformedArraysAreRefused() {
        for (String wrong : List.of(
                "",
                "{",
                "}",
                "{a",
                "{a,",
                "{a,}",
                "{,a}",
                "{\"a}",
                "{\"a\\",
                "{\"a\"b}",
                "{a}b",
                "{a}{b}",
                "[2:3]",
                "[2:3]=",
                "{{a}",
                "{{{{{{{a}}}}}}}",
                "a")) {
            assertRefused(TEXTS, wrong);
        }
    }

    @Test
    void compositesAreObjects() {
        assertThat(json(PAIR, "(1,\"a \"\"b\"\" \\\\\")")).isEqualTo("{\"a\":1,\"b\":\"a \\\"b\\\" \\\\\"}");
        assertThat(json(PAIR, "(,)")).isEqualTo("{\"a\":null,\"b\":null}");
        assertThat(json(PAIR, "(1,\"\")")).isEqualTo("{\"a\":1,\"b\":\"\"}");
        CompositeDecoder none = composite("none", List.of(), List.of());
        assertThat(json(none, "()")).isEqualTo("{}");
        CompositeDecoder outer =
                composite("outer", List.of("p", "t"), List.of(new ArrayDecoder(PAIR, ','), TIMESTAMPTZ));
        assertThat(json(outer, "(\"{\"\"(1,\\\\\"\"x,y\\\\\"\")\"\",NULL}\",\"2026-11-20 17:28:51+00\")"))
                .isEqualTo("{\"p\":[{\"a\":1,\"b\":\"x,y\"},null],\"t\":\"2026-11-20T17:28:51Z\"}");
    }

    @Test
    void aFieldAddedLaterIsNull() {
        assertThat(json(PAIR, "(1)")).isEqualTo("{\"a\":1,\"b\":null}");
    }

    /** A7: the definition tells of a field that was dropped, which values from before still have. */
    @Test
    void aFieldDroppedLaterIsLeftOut() {
        CompositeDecoder altered = new CompositeDecoder(
                new PgType.Composite(
                        0,
                        "public",
                        "pair",
                        List.of(new PgType.Field("a", 23, -1, 1), new PgType.Field("c", 25, -1, 3)),
                        3),
                List.of(INTEGER, TEXT),
                () -> null);

        assertThat(json(altered, "(1,\"x,\",y)")).isEqualTo("{\"a\":1,\"c\":\"y\"}");
        assertThat(json(altered, "(1,y)")).isEqualTo("{\"a\":1,\"c\":\"y\"}");
        assertRefused(altered, "(1,2,3,4)");
    }

    /** A6: no message tells that a type has grown. */
    @Test
    void aValueWithAFieldTooManyHasTheDefinitionReadAnewOnce() {
        List<String> asked = new ArrayList<>();
        CompositeDecoder grown = composite("pair", List.of("a", "b", "c"), List.of(INTEGER, TEXT, TEXT));
        CompositeDecoder stale = new CompositeDecoder(
                new PgType.Composite(0, "public", "pair", List.of(new PgType.Field("a", 23, -1, 1)), 1),
                List.of(INTEGER),
                () -> {
                    asked.add("again");
                    return grown;
                });

        assertThat(json(stale, "(1)")).isEqualTo("{\"a\":1}");
        assertThat(asked).isEmpty();
        assertThat(json(stale, "(1,x,)")).isEqualTo("{\"a\":1,\"b\":\"x\",\"c\":null}");
        assertThat(json(stale, "(2,,y)")).isEqualTo("{\"a\":2,\"b\":null,\"c\":\"y\"}");
        assertThat(asked).hasSize(1);
        assertRefused(stale, "(1,2,3,4)");
    }

    private static CompositeDecoder composite(String name, List<String> fields, List<ValueDecoder> decoders) {
        List<PgType.Field> made = IntStream.rangeClosed(1, fields.size())
                .mapToObj(number -> new PgType.Field(fields.get(number - 1), 0, -1, number))
                .toList();
        return new CompositeDecoder(new PgType.Composite(0, "public", name, made, made.size()), decoders, () -> null);
    }

    @Test
    void malformedCompositesAreRefused() {
        for (String wrong : List.of("", "(", ")", "()x", "1,2", "(1,2,3)", "(1,\"a)", "(\"1\"x,2)", "(x,y)")) {
            assertRefused(PAIR, wrong);
        }
        assertThatThrownBy(() -> json(PAIR, "(1,2,3)")).hasMessageContaining("if the type was altered");
    }

    @Test
    void mapsAreObjects() {
        assertThat(json(HSTORE, "")).isEqualTo("{}");
        assertThat(json(HSTORE, "\"a\"=>\"1\", \"k \\\"q\\\"\"=>NULL, \"\"=>\"x\\\\\""))
                .isEqualTo("{\"a\":\"1\",\"k \\\"q\\\"\":null,\"\":\"x\\\\\"}");
        for (String wrong : List.of(
                "a",
                "\"a\"",
                "\"a\"=>",
                "\"a\"=>1",
                "\"a\"=>\"1\",",
                "\"a\"=>\"1\", ",
                "\"a\"=>\"1",
                "\"a\"=>NUL",
                "\"a")) {
            assertRefused(HSTORE, wrong);
        }
    }

    @Test
    void vectorsAreListsOfNumbers() {
        assertThat(json(VECTOR, "[1,-2.5,1e-05]")).isEqualTo("[1,-2.5,1e-05]");
        assertThat(json(VECTOR, "[]")).isEqualTo("[]");
        assertThat(json(new NumberListDecoder("int2vector", INTEGER, ' ', false), "1 2 -3"))
                .isEqualTo("[1,2,-3]");
        assertThat(json(new NumberListDecoder("int2vector", INTEGER, ' ', false), ""))
                .isEqualTo("[]");
        for (String wrong : List.of("", "[", "1,2", "[1,]", "[,1]", "[1 2]", "[a]")) {
            assertRefused(VECTOR, wrong);
        }
    }

    /** T2: whatever the bytes, only a DecodeException comes out, and nothing around the value is read. */
    @Test
    void randomBytesAreRefusedOrDecoded() {
        Random random = new Random(1);
        List<ValueDecoder> decoders = List.of(
                TEXT,
                INTEGER,
                NUMERIC,
                FLOAT4,
                FLOAT8,
                BYTEA,
                JSON,
                DATE,
                TIME,
                TIMESTAMP,
                TIMESTAMPTZ,
                VECTOR,
                TEXTS,
                HSTORE,
                PAIR,
                new BoolDecoder(),
                new ArrayDecoder(PAIR, ','),
                new ArrayDecoder(JSON, ','),
                new ArrayDecoder(BYTEA, ','));
        String alphabet = "0123456789-:. +{}[](),\"\\xNULLabtf=>;eE\n é";
        byte[] letters = alphabet.getBytes(UTF_8);
        for (int round = 0; round < 200_000; round++) {
            int length = random.nextInt(24);
            byte[] exact = new byte[length];
            for (int i = 0; i < length; i++) {
                exact[i] = letters[random.nextInt(letters.length)];
            }
            ValueDecoder decoder = decoders.get(random.nextInt(decoders.size()));
            try {
                decoder.write(exact, 0, length, new JsonBuffer(64));
            } catch (DecodeException e) {
                // as it should be
            }
            try {
                decoder.longValue(exact, 0, length);
            } catch (DecodeException | UnsupportedOperationException e) {
                // as it should be
            }
        }
    }

    private static void assertRefused(ValueDecoder decoder, String text) {
        assertThatThrownBy(() -> json(decoder, text)).as(text).isInstanceOf(DecodeException.class);
    }

    private static String json(ValueDecoder decoder, String text) {
        byte[] bytes = ("«" + text + "»").getBytes(UTF_8);
        JsonBuffer out = new JsonBuffer(16);
        decoder.write(bytes, 2, bytes.length - 4, out);
        return new String(out.array(), 0, out.length(), UTF_8);
    }

    private static String bare(ValueDecoder decoder, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        BareWriter out = new BareWriter();
        decoder.write(bytes, 0, bytes.length, out);
        return new String(out.buffer().array(), 0, out.buffer().length(), UTF_8);
    }

    private static long longValue(ValueDecoder decoder, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return decoder.longValue(bytes, 0, bytes.length);
    }

    private static long longValue(ValueDecoder decoder, String text, int offset, int length) {
        return decoder.longValue(text.getBytes(UTF_8), offset, length);
    }

    private static double doubleValue(ValueDecoder decoder, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return decoder.doubleValue(bytes, 0, bytes.length);
    }
}
