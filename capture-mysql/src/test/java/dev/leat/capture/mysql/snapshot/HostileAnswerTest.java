package dev.leat.capture.mysql.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.management.ThreadMXBean;
import dev.leat.api.DecodeException;
import dev.leat.api.change.BatchPool;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.schema.Column;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.capture.mysql.value.TypeResolver;
import dev.leat.capture.mysql.value.ValueType;
import dev.leat.capture.mysql.value.WireColumn;
import dev.leat.capture.mysql.value.WireType;
import dev.leat.capture.mysql.value.ZeroDates;
import dev.leat.capture.mysql.wire.RowQuery;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** T4, T5: answers of a server that is none, or of one that breaks off; and both ways in which answers end. */
final class HostileAnswerTest {
    private static final int LATIN1 = 8;
    private static final long ENOUGH_BYTES = 8L << 20;

    private static final ReadTable TABLE = table(
            column("i", WireType.LONG, 0),
            column("d", WireType.NEWDECIMAL, 5 | 2 << 8),
            column("t", WireType.DATETIME2, 3),
            column("s", WireType.VARCHAR, 20),
            column("n", WireType.TIME2, 0));

    /** A row: 7, -12.30, 2024-02-29 12:34:56.789, "abc", null. */
    private static final String ROW =
            "00" + "40" + "07000000" + "06" + "2d31322e3330" + "0b" + "e807021d0c2238" + "080a0c00" + "03" + "616263";

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readsTheRowsOfAnAnswer(boolean endsWithOk) throws SQLException {
        AtomicBoolean closed = new AtomicBoolean();

        List<ChangeBatch> batches = read(answer(endsWithOk, ROW, ROW), endsWithOk, closed);

        assertThat(closed).isFalse();
        assertThat(batches).hasSize(1);
        List<String> rows = new ArrayList<>();
        ReadRows.each(batches.get(0), row -> rows.add(ReadRows.text(row.after(), TABLE)));
        String row = """
                i=07000000 7
                d=7ff3e1 -12.30
                t=99b2bac8b81ed2 "2024-02-29T12:34:56.789"
                s=616263 "abc"
                n=null
                """;
        assertThat(rows).containsExactly(row, row);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void saysSoWhenAnAnswerBreaksOff(boolean endsWithOk) {
        byte[] answer = answer(endsWithOk, ROW, ROW);
        for (int length = 0; length < answer.length; length++) {
            byte[] part = Arrays.copyOf(answer, length);
            AtomicBoolean closed = new AtomicBoolean();
            assertThatThrownBy(() -> read(part, endsWithOk, closed))
                    .as("after %d bytes", length)
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            failure -> assertThat(failure.getSQLState()).isEqualTo("08S01"));
            assertThat(closed).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void takesWhateverBytesForAnErrorOrForRows(boolean endsWithOk) {
        byte[] answer = answer(endsWithOk, ROW, ROW);
        Random random = new Random(20261122);
        long before = allocated();
        int refused = 0;
        for (int run = 0; run < 3_000; run++) {
            byte[] other = answer.clone();
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                other[random.nextInt(other.length)] = (byte) random.nextInt();
            }
            Throwable failure = catchThrowable(() -> read(other, endsWithOk, new AtomicBoolean()));
            if (failure != null) {
                assertThat(failure).isInstanceOfAny(SQLException.class, DecodeException.class);
                refused++;
            }
        }
        assertThat(refused).isPositive();
        assertThat((allocated() - before) / 3_000).as("bytes per answer").isLessThan(ENOUGH_BYTES);
    }

    /** A length costs no memory before its bytes are there. */
    @Test
    void takesNoMemoryForALengthAlone() {
        byte[] answer = answer(true, "00" + "40" + "07000000" + "feffffffffffffff7f");
        long before = allocated();

        assertThatThrownBy(() -> read(answer, true, new AtomicBoolean())).isInstanceOf(DecodeException.class);

        assertThat(allocated() - before).isLessThan(ENOUGH_BYTES);
    }

    /** The session lives on: another query can follow. */
    @Test
    void tellsTheServersErrorInTheMiddleOfTheRows() {
        byte[] whole = answer(true, ROW);
        byte[] beforeTheEnd = Arrays.copyOf(whole, whole.length - packet(0, "fe00000200" + "0000").length);
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        answer.writeBytes(beforeTheEnd);
        answer.writeBytes(packet(1 + 1 + 5 + 1, "ff" + "2505" + "23" + "3730313030" + "626f6f"));
        AtomicBoolean closed = new AtomicBoolean();

        assertThatThrownBy(() -> read(answer.toByteArray(), true, closed))
                .isInstanceOfSatisfying(SQLException.class, failure -> {
                    assertThat(failure.getErrorCode()).isEqualTo(1317);
                    assertThat(failure.getSQLState()).isEqualTo("70100");
                    assertThat(failure.getMessage()).isEqualTo("boo");
                });
        assertThat(closed).isFalse();
    }

    private static List<ChangeBatch> read(byte[] answer, boolean endsWithOk, AtomicBoolean closed) throws SQLException {
        int first = Math.min(answer.length, prepared(endsWithOk).length);
        RowQuery query = new RowQuery(
                new SequenceInputStream(
                        new ByteArrayInputStream(answer, 0, first),
                        new ByteArrayInputStream(answer, first, answer.length - first)),
                OutputStream.nullOutputStream(),
                endsWithOk,
                () -> closed.set(true));
        RowReading rows = new RowReading(new RowCopier(TABLE), ReadLimits.of(1L << 30), new BatchPool(0), 0);
        rows.readAll(query, "SELECT", Long.MAX_VALUE);
        return rows.batches();
    }

    /** Everything that a server sends for a query. */
    private static byte[] answer(boolean endsWithOk, String... rows) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(prepared(endsWithOk));
        all.writeBytes(packet(1, "05"));
        int number = columns(endsWithOk, 2, all);
        for (String row : rows) {
            all.writeBytes(packet(number++, row));
        }
        all.writeBytes(packet(number, endsWithOk ? "fe0000" + "0200" + "0000" : "fe" + "0000" + "0200"));
        return all.toByteArray();
    }

    /** The part of it that is sent before the query is executed. */
    private static byte[] prepared(boolean endsWithOk) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(packet(1, "00" + "01000000" + "0500" + "0000" + "00" + "0000"));
        columns(endsWithOk, 2, all);
        return all.toByteArray();
    }

    private static int columns(boolean endsWithOk, int first, ByteArrayOutputStream all) {
        int number = first;
        for (int type : new int[] {3, 246, 12, 253, 11}) {
            all.writeBytes(packet(
                    number++,
                    "03646566" + "00" + "00" + "00" + "0161" + "00" + "0c" + "0800" + "14000000"
                            + HexFormat.of().toHexDigits((byte) type) + "0000" + "00" + "0000"));
        }
        if (!endsWithOk) {
            all.writeBytes(packet(number++, "fe" + "0000" + "0200"));
        }
        return number;
    }

    private static byte[] packet(int number, String hex) {
        byte[] payload = HexFormat.of().parseHex(hex);
        byte[] packet = new byte[4 + payload.length];
        packet[0] = (byte) payload.length;
        packet[1] = (byte) (payload.length >> 8);
        packet[3] = (byte) number;
        System.arraycopy(payload, 0, packet, 4, payload.length);
        return packet;
    }

    static WireColumn column(String name, int type, int metadata) {
        return new WireColumn(name, type, metadata, true, false, LATIN1, null, true, null);
    }

    static ReadTable table(WireColumn... columns) {
        TableId id = new TableId("shop", "orders");
        TypeResolver types = new TypeResolver(ZeroDates.TEXT);
        List<Column> schema = Arrays.stream(columns)
                .map(column -> {
                    ValueType type = types.resolve(column, id);
                    return new Column(column.name(), type.type(), true, type.decoder());
                })
                .toList();
        int[] key = IntStream.range(0, 1).toArray();
        return new ReadTable(new TableSchema(id, schema, key, true), List.of(columns));
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
