package dev.leat.capture.postgres.pgoutput;

import static dev.leat.capture.postgres.pgoutput.Messages.begin;
import static dev.leat.capture.postgres.pgoutput.Messages.commit;
import static dev.leat.capture.postgres.pgoutput.Messages.insert;
import static dev.leat.capture.postgres.pgoutput.Messages.message;
import static dev.leat.capture.postgres.pgoutput.Messages.relation;
import static dev.leat.capture.postgres.pgoutput.Messages.truncate;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.DecodeException;
import dev.leat.api.Position;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeBatchBuilder;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.json.ChangeJson;
import dev.leat.api.json.JsonBuffer;
import dev.leat.capture.postgres.value.TypeResolver;
import dev.leat.capture.postgres.value.WireSchemas;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogicalMessageTest {
    private static final int T = 16_384;
    private static final byte[] BEGIN = begin(0x16B3700, 0, 742);
    private static final byte[] COMMIT = commit(0x16B3700, 0x16B3748);
    private static final byte[] RELATION = relation(T, "t", 'd', "*id:20");
    private static final int TRANSACTIONAL = 1;
    private static final int ALONE = 0;

    private final ChangeBatchBuilder builder = new ChangeBatchBuilder();
    private PgOutputDecoder decoder = decoder(List.of("*"), List.of("blob*"), "UTF8");
    private byte[] buffer = new byte[0];

    /** C5: its position is the end of its record, its sequence a place inside it. */
    @Test
    void aMessageOfNoTransactionIsOneByItself() {
        decoder.timeMessagesBy(() -> 1_500_000);
        // 'M', flags 0, LSN 0/16B3748, "orders", 2 bytes "ok"
        assertThat(decode(HexFormat.of().parseHex("4D0000000000016B37486F726465727300000000026F6B")))
                .isEqualTo(Decoded.COMMIT);

        assertThat(decoder.commitEndLsn()).isEqualTo(0x16B3748);
        assertThat(builder.inTransaction()).isFalse();
        ChangeBatch batch = builder.build(new Position(0x16B3748, "0/16B3748"));
        assertThat(lines(batch))
                .isEqualTo("{\"op\":\"message\",\"prefix\":\"orders\",\"content\":\"ok\",\"position\":\"0/16B3748\","
                        + "\"sequence\":23803712,\"ordinal\":0,\"ts\":\"2000-01-01T00:00:01.500000Z\"}\n");
        ChangeCursor change = batch.cursor();
        change.next();
        assertThat(change.isLast()).isTrue();
        assertThat(change.sequence()).isLessThan(0x16B3748);
    }

    @Test
    void aTransactionalMessageIsAChangeInItsPlace() {
        decode(BEGIN);
        decode(RELATION);
        decode(insert(T, "1"));
        assertThat(decode(text(TRANSACTIONAL, "orders", "caf\u00e9 \"1\""))).isEqualTo(Decoded.CHANGE);
        decode(insert(T, "2"));
        decode(COMMIT);

        assertThat(lines(builder.build(new Position(0x16B3748, "0/16B3748"))).lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("{\"op\":\"insert\"")
                                .contains("\"ordinal\":0,"),
                        line -> assertThat(line)
                                .isEqualTo(
                                        "{\"op\":\"message\",\"prefix\":\"orders\",\"content\":\"caf\u00e9 \\\"1\\\"\","
                                                + "\"position\":\"0/16B3748\",\"sequence\":23803648,\"ordinal\":1,\"tx\":\"742\","
                                                + "\"ts\":\"2000-01-01T00:00:00.000000Z\"}"),
                        line -> assertThat(line)
                                .startsWith("{\"op\":\"insert\"")
                                .contains("\"ordinal\":2,"));
    }

    @Test
    void aMessageThatNoPatternMatchesOnlyCounts() {
        decoder = decoder(List.of("orders", "a*c"), List.of(), "UTF8");
        assertThat(decode(text(ALONE, "other", "x"))).isEqualTo(Decoded.OTHER);
        decode(BEGIN);
        assertThat(decode(text(TRANSACTIONAL, "orders2", "x"))).isEqualTo(Decoded.OTHER);
        assertThat(decode(text(TRANSACTIONAL, "", "x"))).isEqualTo(Decoded.OTHER);
        assertThat(decode(text(TRANSACTIONAL, "abbc", "x"))).isEqualTo(Decoded.CHANGE);
        decode(COMMIT);

        assertThat(lines(builder.build(null))).hasLineCount(1).contains("\"prefix\":\"abbc\"", "\"ordinal\":2,");
    }

    @ParameterizedTest
    @CsvSource({
        "orders, orders, true",
        "orders, order, false",
        "order, orders, false",
        "*, '', true",
        "*, x, true",
        "orders.*, orders., true",
        "orders.*, orders, false",
        "*.eu.*, a.b.eu.c, true",
        "*.eu.*, a.b.us.c, false",
        "a*b*c, abcbc, true",
        "a*b*c, abcb, false",
        "b\u00fc*, b\u00fccher, true",
    })
    void aPatternMatchesWholePrefixes(String pattern, String prefix, boolean matches) {
        byte[] bytes = ("##" + prefix + "##").getBytes(UTF_8);

        assertThat(new PrefixPattern(pattern).matches(bytes, 2, bytes.length - 4))
                .isEqualTo(matches);
    }

    /** What both lists match is octets, so that an exception can be made from a pattern of texts. */
    @Test
    void octetsComeAsTheyAre() {
        decode(BEGIN);
        decode(octets(TRANSACTIONAL, "blob1", "00ff"));
        decode(octets(TRANSACTIONAL, "blob2", ""));
        decode(COMMIT);

        assertThat(lines(builder.build(null)).lines())
                .satisfiesExactly(
                        line -> assertThat(line).contains("\"prefix\":\"blob1\",\"content\":\"AP8=\","),
                        line -> assertThat(line).contains("\"prefix\":\"blob2\",\"content\":\"\","));
    }

    /** A zero byte, a lone continuation, an overlong form, a surrogate, a cut sequence; also far behind the first ones. */
    @ParameterizedTest
    @ValueSource(strings = {"6100", "80", "c080", "eda080", "e282"})
    void whatIsNoTextIsRefusedWithTheRemedy(String hex) {
        assertThatThrownBy(() -> decode(octets(ALONE, "orders", hex)))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("the message with prefix orders at 0/16B3740: its content is no text in UTF-8")
                .hasMessageContaining("binary-messages");
        assertThatThrownBy(() -> decode(octets(ALONE, "orders", "c3a9".repeat(10_000) + hex)))
                .isInstanceOf(DecodeException.class);
        assertThat(decode(octets(ALONE, "orders", "c3a9".repeat(10_000)))).isEqualTo(Decoded.COMMIT);
    }

    @Test
    void aPrefixIsShownOnOneLine() {
        assertThatThrownBy(() -> decode(octets(ALONE, "a\nb\u001b" + "c".repeat(200), "ff")))
                .hasMessageContaining("the message with prefix a?b?" + "c".repeat(96) + "... at 0/16B3740");
    }

    /** The server converts the prefix and leaves the content as it is. */
    @Test
    void inAnotherEncodingOnlyAsciiIsText() {
        decoder = decoder(List.of("*"), List.of(), "LATIN1");

        assertThat(decode(octets(ALONE, "caf\u00e9", "6f6b"))).isEqualTo(Decoded.COMMIT);
        assertThatThrownBy(() -> decode(octets(ALONE, "orders", "c3a9")))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("not ASCII, in a database with encoding LATIN1")
                .hasMessageContaining("binary-messages");
    }

    /** A database without encoding takes any bytes for a name. */
    @Test
    void aPrefixThatIsNoTextIsRefused() {
        decoder = decoder(List.of(), List.of("*"), "SQL_ASCII");
        byte[] malformed =
                message('M').u8(0).i64(0x16B3740).u8('a').u8(0xE9).u8(0).i32(0).bytes();

        assertThatThrownBy(() -> decode(malformed))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("the message at 0/16B3740: its prefix is no text in UTF-8");
    }

    @Test
    void aMessageStandsWhereItsFlagSays() {
        assertThatThrownBy(() -> decode(text(TRANSACTIONAL, "orders", "x")))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("expected Begin first");
        decode(BEGIN);
        assertThatThrownBy(() -> decode(text(ALONE, "orders", "x")))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("the end of the one that was begun before");
    }

    /** A TRUNCATE is alone in its batch. */
    @Test
    void noMessageIsInTheBatchOfATruncate() {
        decode(BEGIN);
        decode(RELATION);
        assertThat(decode(truncate(0, T))).isEqualTo(Decoded.CHANGE);
        assertThat(decode(text(TRANSACTIONAL, "orders", "x"))).isEqualTo(Decoded.BOUNDARY);
        assertThat(builder.build(null).size()).isEqualTo(1);
        assertThat(decode(text(TRANSACTIONAL, "orders", "x"))).isEqualTo(Decoded.CHANGE);
        assertThat(decode(truncate(0, T))).isEqualTo(Decoded.BOUNDARY);
        builder.build(null);
        decode(truncate(0, T));
        decode(COMMIT);
        assertThat(decode(text(ALONE, "orders", "y"))).isEqualTo(Decoded.BOUNDARY);
        builder.build(null);

        assertThat(decode(text(ALONE, "orders", "y"))).isEqualTo(Decoded.COMMIT);
        assertThat(lines(builder.build(null))).contains("\"content\":\"y\"").contains("\"ordinal\":0,");
    }

    private static PgOutputDecoder decoder(List<String> text, List<String> binary, String encoding) {
        return new PgOutputDecoder(
                new RelationCache(new WireSchemas(new TypeResolver(oid -> Optional.empty()))),
                new LogicalMessages(text, binary, encoding));
    }

    private static byte[] text(int flags, String prefix, String content) {
        return octets(flags, prefix, HexFormat.of().formatHex(content.getBytes(UTF_8)));
    }

    private static byte[] octets(int flags, String prefix, String hex) {
        byte[] content = HexFormat.of().parseHex(hex);
        Messages whole = message('M').u8(flags).i64(0x16B3740).string(prefix).i32(content.length);
        for (byte octet : content) {
            whole.u8(octet);
        }
        return whole.bytes();
    }

    private Decoded decode(byte[] bytes) {
        int start = buffer.length;
        buffer = Arrays.copyOf(buffer, start + bytes.length);
        System.arraycopy(bytes, 0, buffer, start, bytes.length);
        builder.wrap(buffer, buffer.length);
        return decoder.decode(buffer, start, bytes.length, builder);
    }

    private static String lines(ChangeBatch batch) {
        ChangeJson json = new ChangeJson();
        JsonBuffer out = new JsonBuffer(64);
        ChangeCursor cursor = batch.cursor();
        while (cursor.next()) {
            json.write(cursor, out);
            out.raw('\n');
        }
        return new String(out.array(), 0, out.length(), UTF_8);
    }
}
