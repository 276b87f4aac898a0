package dev.leat.capture.mysql.value;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import dev.leat.api.DecodeException;
import dev.leat.api.json.JsonBuffer;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.ValueDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the recorded logs do not show of values: options, typed accessors, and refusals. */
final class ValuesTest {
    private static final TableId TABLE = new TableId("d", "t");

    private static ValueDecoder decoder(int type, int metadata, int collation, ZeroDates zeroDates) {
        WireColumn column = new WireColumn("c", type, metadata, true, false, collation, List.of(), true, null);
        return new TypeResolver(zeroDates).resolve(column, TABLE).decoder();
    }

    private static String json(ValueDecoder decoder, String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        JsonBuffer out = new JsonBuffer(64);
        decoder.write(bytes, 0, bytes.length, out);
        return new String(out.array(), 0, out.length(), UTF_8);
    }

    private static long longValue(ValueDecoder decoder, String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        return decoder.longValue(bytes, 0, bytes.length);
    }

    /** M18: NULL and a zero date are told apart where that is asked for. */
    @ParameterizedTest
    @CsvSource({
        "10, 0, 000000, 0000-00-00", // DATE
        "18, 0, 8000000000, 0000-00-00T00:00:00", // DATETIME2
        "12, 0, 0000000000000000, 0000-00-00T00:00:00", // DATETIME
        "17, 3, 000000000000, 0000-00-00T00:00:00.000Z", // TIMESTAMP2
        "7, 0, 00000000, 0000-00-00T00:00:00Z", // TIMESTAMP
    })
    void makesOfAZeroDateWhatIsConfigured(int type, int metadata, String hex, String text) {
        byte[] bytes = HexFormat.of().parseHex(hex);

        ReadsAsNull asNull = (ReadsAsNull) decoder(type, metadata, 0, ZeroDates.NULL);
        assertThat(asNull.mayReadAsNull()).isTrue();
        assertThat(asNull.isNull(bytes, 0, bytes.length)).isTrue();
        assertThat(json(asNull, hex)).isEqualTo("null");
        ReadsAsNull asText = (ReadsAsNull) decoder(type, metadata, 0, ZeroDates.TEXT);
        assertThat(asText.isNull(bytes, 0, bytes.length)).isFalse();
        assertThat(json(asText, hex)).isEqualTo("\"" + text + "\"");
        ValueDecoder asError = decoder(type, metadata, 0, ZeroDates.ERROR);
        assertThatThrownBy(() -> json(asError, hex))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("zero date");
        assertThatThrownBy(() -> longValue(asNull, hex)).hasMessageContaining("zero date");
    }

    @ParameterizedTest
    @CsvSource({
        "10, 0, 5dd00f, 19782", // 2024-02-29
        "19, 6, 7fffffffffff, -1", // -00:00:00.000001
        "19, 0, 800001, 1000000",
        "18, 0, 99b2bac8b8, 1709210096000000", // 2024-02-29T12:34:56
        "17, 2, 65e07c7032, 1709210736500000",
        "13, 0, 7c, 2024",
        "13, 0, 00, 0",
    })
    void hasTypedValues(int type, int metadata, String hex, long expected) {
        assertThat(longValue(decoder(type, metadata, 0, ZeroDates.NULL), hex)).isEqualTo(expected);
    }

    @Test
    void readsDoublesAsNumbers() {
        byte[] bytes = HexFormat.of().parseHex("9a9999999999b93f");
        assertThat(decoder(5, 8, 0, ZeroDates.NULL).doubleValue(bytes, 0, 8)).isEqualTo(0.1);
    }

    /** What MySQL 9.7 makes of characters that Java's tables of the same name have otherwise. */
    @ParameterizedTest
    @CsvSource({
        "13, 815c, 2015", // sjis
        "13, 815f, 005C",
        "12, a1bd, 2015", // ujis
        "12, a1c0, 005C",
        "12, 8fa2b7, 007E",
        "12, f5a1, E000",
        "12, 8ff5a1, E3AC",
        "97, a1c1, FF5E", // eucjpms
        "97, a2cc, FFE2",
        "97, 8fa2c3, FFE4",
        "97, fefe, E3AB",
        "1, a15a, FFFD", // big5
        "1, f9d6, 7881",
        "248, a6d9, E78D", // gb18030
        "248, 84318236, FE10",
        "248, fe59, E81E",
        "28, a892, 2295", // gbk
        "19, 8141, AC02", // euckr
        "95, fbfc, 9AD9", // cp932
        "10, 5b, 00C4", // swe7
        "8, 81, 0081", // latin1
    })
    void convertsCharactersAsTheServerDoes(int collation, String hex, String codePoint) {
        String expected = new String(Character.toChars(Integer.parseInt(codePoint, 16)));
        byte[] bytes = HexFormat.of().parseHex(hex);
        LabelWriter text = new LabelWriter();

        decoder(15, 40, collation, ZeroDates.NULL).write(bytes, 0, bytes.length, text);

        assertThat(new String(text.utf8(), UTF_8)).isEqualTo(expected);
    }

    @Test
    void namesWhatTheLogDoesNotTell() {
        assertThatThrownBy(() -> decoder(15, 40, 9_999, ZeroDates.NULL))
                .isInstanceOf(CdcException.class)
                .hasMessageContaining("d.t.c")
                .hasMessageContaining("9999");
        assertThatThrownBy(() -> decoder(15, 40, 0, ZeroDates.NULL))
                .hasMessageContaining("character set")
                .hasMessageContaining("binlog_row_metadata = FULL");
    }

    @Test
    void takesWhiteSpaceOutOfJsonTextsButNotOutOfTheirStrings() {
        WireColumn column = new WireColumn("c", 252, 4, true, false, 45, null, true, "json");
        ValueDecoder json =
                new TypeResolver(ZeroDates.NULL).resolve(column, TABLE).decoder();

        assertThat(json(json, hex("\n{ \"a b\" : [1 ,\t\"x \\\" y\"] }"))).isEqualTo("{\"a b\":[1,\"x \\\" y\"]}");
        assertThatThrownBy(() -> json(json, hex("\"a\nb\""))).isInstanceOf(DecodeException.class);
        assertThatThrownBy(() -> json(json, hex("\"a"))).isInstanceOf(DecodeException.class);
        // a snapshot's text in a MySQL column
        assertThat(json(decoder(WireType.JSON, 4, 0, ZeroDates.NULL), hex("\"7\"")))
                .isEqualTo("\"7\"");
        assertThat(json(decoder(WireType.JSON, 4, 0, ZeroDates.NULL), "0c0137")).isEqualTo("\"7\"");
        assertThat(json(decoder(WireType.JSON, 4, 0, ZeroDates.NULL), "")).isEqualTo("null");
    }

    /** T7: elements that share their bytes could make a small document endless. */
    @Test
    void refusesJsonWhoseElementsShareTheirBytes() {
        StringBuilder doubling = new StringBuilder("02");
        // arrays of two elements, both the next array
        for (int level = 0; level < 60; level++) {
            doubling.append("0200").append("ffff").append("020a00").append("020a00");
        }
        ValueDecoder json = decoder(WireType.JSON, 4, 0, ZeroDates.NULL);

        assertThatThrownBy(() -> json(json, doubling.toString())).isInstanceOf(DecodeException.class);
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }
}
