package dev.leat.capture.mysql.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.DecodeException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Events by hand: what no recorded log has. */
final class BinlogDecoderTest {
    private static final byte[] FORMAT = Events.formatWithoutChecksums(RecordedLog.MYSQL_EVENTS);
    private static final int EVENT_LENGTH_AT = 9;
    private static final int UPPER_FLAGS_AT = 18;
    private static final int CREATE_TIMESTAMP_AT = 19 + 2 + 50;
    private static final byte[] BEGIN = query("BEGIN");
    private static final byte[] XID = Events.event(EventType.XID, 0, "0100000000000000");

    /** Table number 5, {@code d.t}, an INT that may be null. */
    private static final byte[] TABLE_MAP =
            Events.event(EventType.TABLE_MAP, 0, "050000000000 0100 016400 017400 01 03 00 01 04 02 01 61");

    /** A row of it: 7. */
    private static final byte[] ROW = Events.event(EventType.WRITE_ROWS, 0, "050000000000 0100 0200 01 ff 00 07000000");

    private final List<TableMapEvent> resolved = new ArrayList<>();
    private final Feed feed = new Feed(map -> {
        resolved.add(map);
        return WireSchemas.recorded().resolve(map);
    });

    @AfterEach
    void close() {
        feed.close();
    }

    private static byte[] query(String statement) {
        byte[] text = statement.getBytes(StandardCharsets.US_ASCII);
        byte[] body = Arrays.copyOf(new byte[14], 14 + text.length);
        System.arraycopy(text, 0, body, 14, text.length);
        return Events.event(EventType.QUERY, 0, 0, body);
    }

    /** M9 */
    @Test
    void stopsAtATypeThatItDoesNotKnowUnlessItMayBeIgnored() {
        feed.event(FORMAT);
        for (int type = 43; type <= 60; type++) {
            byte[] event = Events.event(type, 0, "00");
            assertThat(feed.event(Events.event(type, EventHeader.MAY_BE_IGNORED, "00")))
                    .containsExactly(Decoded.OTHER);
            assertThatThrownBy(() -> feed.event(event))
                    .isInstanceOf(DecodeException.class)
                    .hasMessageContaining("found number " + (event[4] & 0xFF));
        }
    }

    @Test
    void wantsAFormatBeforeAnythingElse() {
        assertThatThrownBy(() -> feed.event(BEGIN)).hasMessageContaining("expected a format description first");
    }

    /** M5: made up rotate events stand in front of the format, which says whether they have a checksum. */
    @Test
    void readsMadeUpRotateEventsWithAndWithoutChecksum() {
        byte[] rotate = Events.event(EventType.ROTATE, EventHeader.ARTIFICIAL, "0400000000000000 62696e6c6f672e303031");

        for (byte[] event : List.of(rotate, Events.withChecksum(rotate))) {
            assertThat(feed.event(event)).containsExactly(Decoded.ROTATE);
            assertThat(feed.decoder.file()).isEqualTo("binlog.001");
            assertThat(feed.decoder.position()).isEqualTo(4);
        }
    }

    /** M4: the header's 32 bits wrap. */
    @Test
    void countsPositionsIn64Bits() {
        feed.event(FORMAT);
        feed.event(Events.event(EventType.ROTATE, EventHeader.ARTIFICIAL, "f0ffffff00000000 62"));
        feed.event(Events.event(EventType.IGNORABLE, 0, 0x10, new byte[0]));
        assertThat(feed.decoder.position()).isEqualTo(0x1_0000_0010L);

        feed.event(Events.event(EventType.HEARTBEAT_V2, 0, "01 01 62 02 09 fe 0000000007000000 00"));
        assertThat(feed.decoder.position()).isEqualTo(0x7_0000_0000L);
        feed.event(Events.event(EventType.IGNORABLE, 0, 0x20, new byte[0]));
        assertThat(feed.decoder.position()).isEqualTo(0x7_0000_0020L);
    }

    /** M13 */
    @Test
    void goesOnByTheLengthOfAnEventThatNamesNoPlace() {
        feed.event(FORMAT);
        long before = feed.decoder.position();
        byte[] event = Events.event(EventType.IGNORABLE, 0, 0, new byte[5]);
        feed.event(event);
        assertThat(feed.decoder.position()).isEqualTo(before + event.length);
    }

    /** M5: a table map that is sent again is neither decoded nor resolved again, until something may have changed. */
    @Test
    void resolvesATableOnceUntilAFence() {
        feed.event(FORMAT);
        for (int i = 0; i < 3; i++) {
            feed.events(List.of(BEGIN, TABLE_MAP, ROW, XID));
        }
        assertThat(resolved).hasSize(1);

        assertThat(feed.event(query("ALTER TABLE t ADD b INT"))).containsExactly(Decoded.FENCE);
        feed.events(List.of(BEGIN, TABLE_MAP, ROW, XID));
        assertThat(resolved).hasSize(2);

        feed.events(List.of(FORMAT, BEGIN, TABLE_MAP, ROW, XID));
        assertThat(resolved).hasSize(3);
        assertThat(feed.batch().size()).isEqualTo(5);
    }

    /** M5: numbers of tables are used again, so that one of another transaction may be another table's. */
    @Test
    void refusesRowsWhoseTableWasAnnouncedInAnotherTransaction() {
        feed.events(List.of(FORMAT, BEGIN, TABLE_MAP, ROW, XID, BEGIN));

        assertThatThrownBy(() -> feed.event(ROW)).hasMessageContaining("found number 5");
    }

    /** M17: of a table map that was checked before, only what it says is compared; damage is noticed all the same. */
    @Test
    void noticesADamagedTableMapThatCameBefore() {
        byte[] map = Events.withChecksum(TABLE_MAP);
        List<byte[]> before = List.of(
                RecordedLog.MYSQL_EVENTS.events().get(0),
                Events.withChecksum(BEGIN),
                map,
                Events.withChecksum(ROW),
                map,
                Events.withChecksum(ROW));
        for (int at = EVENT_LENGTH_AT; at < map.length - BinlogFormat.CHECKSUM_BYTES; at++) {
            byte[] damaged = map.clone();
            damaged[at] ^= EventHeader.ARTIFICIAL;
            if (at == UPPER_FLAGS_AT) {
                continue; // which nobody looks at
            }
            try (Feed other = new Feed(WireSchemas.recorded())) {
                other.events(before);
                assertThatThrownBy(() -> other.event(damaged)).isInstanceOf(DecodeException.class);
            }
        }
    }

    @Test
    void refusesRowsOutsideOfTransactions() {
        feed.event(FORMAT);
        assertThatThrownBy(() -> feed.event(TABLE_MAP)).hasMessageContaining("begin of a transaction");
        assertThatThrownBy(() -> feed.event(ROW)).hasMessageContaining("begin of a transaction");
        assertThatThrownBy(() -> feed.event(XID)).hasMessageContaining("begin of a transaction");
    }

    /** A row without columns takes no bytes: an event could have any number of them. */
    @Test
    void refusesRowsWithoutColumns() {
        feed.events(List.of(FORMAT, BEGIN, TABLE_MAP));
        byte[] row = Events.event(EventType.WRITE_ROWS, 0, "050000000000 0100 0200 01 00 00");

        assertThatThrownBy(() -> feed.event(row)).hasMessageContaining("without their key");
    }

    @Test
    void takesBackWhatAServerHadNotFinishedWhenItWentDown() {
        feed.events(List.of(FORMAT, BEGIN, TABLE_MAP, ROW));

        byte[] start = FORMAT.clone();
        start[CREATE_TIMESTAMP_AT] = 1;
        assertThat(feed.event(start)).containsExactly(Decoded.ROLLBACK);
        assertThat(feed.decoder.inTransaction()).isFalse();
    }

    @Test
    void knowsHowTransactionsEnd() {
        feed.event(FORMAT);
        assertThat(feed.events(List.of(BEGIN, query("ROLLBACK TO `s`"), query("ROLLBACK"))).decoded)
                .endsWith(Decoded.BEGIN, Decoded.ROLLBACK_TO_SAVEPOINT, Decoded.ROLLBACK);
        assertThat(feed.events(List.of(BEGIN, query("SAVEPOINT `s`"), query("COMMIT"))).decoded)
                .endsWith(Decoded.BEGIN, Decoded.OTHER, Decoded.COMMIT);
        assertThat(feed.event(Events.event(EventType.STOP, 0, ""))).containsExactly(Decoded.STOP);
        assertThat(feed.event(Events.event(EventType.INCIDENT, 0, "0100 00"))).containsExactly(Decoded.INCIDENT);
        assertThat(feed.event(Events.event(EventType.HEARTBEAT, 0, "62"))).containsExactly(Decoded.HEARTBEAT);
    }

    /** M7: LOAD DATA, and what stands in front of statements, is only there where statements are logged. */
    @Test
    void tellsStatementsFromRows() {
        feed.events(List.of(FORMAT, BEGIN));
        for (int type : new int[] {
            EventType.INTVAR,
            EventType.RAND,
            EventType.USER_VAR,
            EventType.BEGIN_LOAD_QUERY,
            EventType.EXECUTE_LOAD_QUERY
        }) {
            assertThat(feed.event(Events.event(type, 0, "00"))).containsExactly(Decoded.STATEMENT);
        }
        assertThat(feed.event(query("insert into t values (1)"))).containsExactly(Decoded.STATEMENT);
        assertThat(feed.event(query("begin"))).containsExactly(Decoded.STATEMENT);
    }

    /** M8 */
    @Test
    void refusesCompressedTransactionsThatBecomeTooLarge() {
        feed.event(FORMAT);
        // 2^40 bytes of 4
        byte[] bomb = Events.event(
                EventType.TRANSACTION_PAYLOAD, 0, "01 01 04 02 01 00 03 09 fe 0000000000010000 00 28b52ffd");
        assertThatThrownBy(() -> feed.event(bomb)).hasMessageContaining("uncompressed size");
        // not compressed: one byte more than declared
        byte[] short4 = Events.event(EventType.TRANSACTION_PAYLOAD, 0, "01 01 05 02 02 fcff 03 01 04 00 00000000");
        assertThatThrownBy(() -> feed.event(short4)).isInstanceOf(DecodeException.class);
    }

    /** M8: a payload in a payload. */
    @Test
    void refusesACompressedTransactionInsideOfOne() {
        feed.event(FORMAT);
        byte[] inside = Events.event(EventType.TRANSACTION_PAYLOAD, 0, "00");
        byte[] outside = payload(inside);

        assertThatThrownBy(() -> feed.event(outside)).hasMessageContaining("in a compressed transaction");
    }

    @Test
    void readsATransactionThatWasNotWorthCompressing() {
        feed.event(FORMAT);

        assertThat(feed.event(payload(BEGIN, TABLE_MAP, ROW, XID)))
                .containsExactly(Decoded.PAYLOAD, Decoded.BEGIN, Decoded.OTHER, Decoded.CHANGE, Decoded.COMMIT);
        assertThat(feed.batch().size()).isEqualTo(1);
    }

    private static byte[] payload(byte[]... events) {
        int size = Arrays.stream(events).mapToInt(event -> event.length).sum();
        byte[] head = {1, 3, (byte) 252, (byte) size, (byte) (size >> 8), 2, 3, (byte) 252, (byte) 255, 0, 0};
        byte[] body = Arrays.copyOf(head, head.length + size);
        int at = head.length;
        for (byte[] event : events) {
            System.arraycopy(event, 0, body, at, event.length);
            at += event.length;
        }
        return Events.event(EventType.TRANSACTION_PAYLOAD, 0, 0, body);
    }

    /** Optional metadata in its short and its long form say the same. */
    @Test
    void readsCollationsThatDifferFromTheDefault() {
        feed.events(List.of(FORMAT, BEGIN));
        // VARCHAR(10), INT, VARCHAR(10): default 33, the second text column 8
        feed.event(Events.event(
                EventType.TABLE_MAP, 0, "060000000000 0100 016400 017500 03 0f030f 04 0a00 0a00 00 02 03 21 01 08"));

        assertThat(resolved.get(0).columns().get(0).collation()).isEqualTo(33);
        assertThat(resolved.get(0).columns().get(1).collation()).isZero();
        assertThat(resolved.get(0).columns().get(2).collation()).isEqualTo(8);
        assertThat(resolved.get(0).hasNames()).isFalse();
    }
}
