package dev.leat.capture.postgres.pgoutput;

import static dev.leat.capture.postgres.pgoutput.Messages.begin;
import static dev.leat.capture.postgres.pgoutput.Messages.commit;
import static dev.leat.capture.postgres.pgoutput.Messages.insert;
import static dev.leat.capture.postgres.pgoutput.Messages.message;
import static dev.leat.capture.postgres.pgoutput.Messages.relation;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeBatchBuilder;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.Row;
import dev.leat.api.json.ChangeJson;
import dev.leat.api.json.JsonBuffer;
import dev.leat.capture.postgres.value.TypeResolver;
import dev.leat.capture.postgres.value.WireSchemas;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a row costs the collector: nothing but its share of a batch. */
class DecodeAllocationTest {
    private static final int ROWS = 100_000;
    private static final int ROWS_PER_BATCH = 2_000;
    private static final double MAX_BYTES_PER_ROW = 16;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final byte[] RELATION = relation(
            1, "t", 'f', "*id:20", "n:1700", "f:701", "g:700", "b:16", "s:25", "d:1082", "at:1184", "u:2950", "j:3802",
            "o:17");
    private static final String[] ROW = {
        "1234567890",
        "1234.56",
        "48.85661400000001",
        "1.5",
        "t",
        "some text",
        "2026-11-20",
        "2026-11-20 17:28:51.123456+00",
        "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
        "{\"a\": [1, 2]}",
        "\\x00ff"
    };
    private static final byte[] BEGIN = begin(0x16B3700, 0, 742);
    private static final byte[] COMMIT = commit(0x16B3700, 0x16B3748);
    private static final List<byte[]> CHANGES = List.of(
            insert(1, ROW),
            message('U').i32(1).u8('O').tuple(ROW).u8('N').tuple(ROW).bytes());

    /** The messages of one batch. */
    private final byte[] received;

    private final int[] ends = new int[ROWS_PER_BATCH + 3];

    /** Where they are decoded: a released batch overwrites it. */
    private final byte[] buffer;

    private final PgOutputDecoder decoder =
            new PgOutputDecoder(new RelationCache(new WireSchemas(new TypeResolver(oid -> Optional.empty()))));
    private final ChangeBatchBuilder builder = new ChangeBatchBuilder();
    private final JsonBuffer json = new JsonBuffer(4096);
    private final ChangeJson changeJson = new ChangeJson();
    private long sum;

    DecodeAllocationTest() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < ends.length; i++) {
            boolean last = i == ends.length - 1;
            all.writeBytes(i == 0 ? BEGIN : i == 1 ? RELATION : last ? COMMIT : CHANGES.get(i & 1));
            ends[i] = all.size();
        }
        received = all.toByteArray();
        buffer = received.clone();
    }

    @Test
    void decodingARowAllocatesNothingOfItsOwn() {
        assertThat(bytesPerRow(this::walk)).isLessThanOrEqualTo(MAX_BYTES_PER_ROW);
    }

    @Test
    void readingEveryValueAllocatesNothing() {
        assertThat(bytesPerRow(this::readTyped)).isLessThanOrEqualTo(MAX_BYTES_PER_ROW);
    }

    @Test
    void writingARowAsJsonAllocatesNothing() {
        assertThat(bytesPerRow(this::writeJson)).isLessThanOrEqualTo(MAX_BYTES_PER_ROW);
    }

    /** The measure measures. */
    @Test
    void aStringPerRowWouldBeNoticed() {
        double bytes = bytesPerRow(
                cursor -> sum += Integer.toString(cursor.index() + 1_000).length());

        assertThat(bytes).isGreaterThan(MAX_BYTES_PER_ROW);
    }

    private interface Reading {
        void read(ChangeCursor cursor);
    }

    private double bytesPerRow(Reading reading) {
        run(reading, 2 * ROWS_PER_BATCH);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        run(reading, ROWS);
        long after = THREADS.getCurrentThreadAllocatedBytes();
        assertThat(sum).isNotZero();
        return (after - before) / (double) ROWS;
    }

    private void run(Reading reading, int rows) {
        for (int done = 0; done < rows; done += ROWS_PER_BATCH) {
            System.arraycopy(received, 0, buffer, 0, buffer.length);
            builder.wrap(buffer, buffer.length);
            int start = 0;
            for (int end : ends) {
                decoder.decode(buffer, start, end - start, builder);
                start = end;
            }
            ChangeBatch batch = builder.build(null);
            ChangeCursor cursor = batch.cursor();
            while (cursor.next()) {
                reading.read(cursor);
            }
            batch.release();
            builder.reuse(batch);
        }
    }

    private void walk(ChangeCursor cursor) {
        sum += cursor.after().length(0);
    }

    private void readTyped(ChangeCursor cursor) {
        Row row = cursor.after();
        for (int i = 0; i < row.schema().columnCount(); i++) {
            switch (row.schema().column(i).type().kind()) {
                case BOOL -> sum += row.booleanValue(i) ? 1 : 2;
                case INT64, DATE, TIMESTAMPTZ -> sum += row.longValue(i);
                case FLOAT32, FLOAT64 -> sum += Double.doubleToRawLongBits(row.doubleValue(i));
                default -> sum += row.length(i);
            }
        }
    }

    private void writeJson(ChangeCursor cursor) {
        json.clear();
        changeJson.write(cursor, json);
        sum += json.length();
    }
}
