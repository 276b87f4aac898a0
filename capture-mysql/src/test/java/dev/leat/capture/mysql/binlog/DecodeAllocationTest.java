package dev.leat.capture.mysql.binlog;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeBatchBuilder;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.json.JsonBuffer;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a row costs the collector: nothing but its share of a batch. */
final class DecodeAllocationTest {
    private static final int WARM_UP = 200;
    private static final int ROUNDS = 600;
    private static final double MAX_BYTES_PER_ROW = 16;
    private static final byte[] POSITION = "file:4".getBytes(US_ASCII);

    /** Types of a recorded log that are read without an object; those of Asian sets and compressed ones make a String or array. */
    private static final Set<String> TABLES = Set.of(
            "ints",
            "decimals",
            "floats",
            "bits",
            "temporal",
            "binaries",
            "labels",
            "singlebyte",
            "vectors",
            "computed");

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final WireSchemas schemas = WireSchemas.recorded();
    private final BinlogDecoder decoder = new BinlogDecoder(
            map -> TABLES.contains(map.table().name()) ? schemas.resolve(map) : null, PayloadLimits.DEFAULT);
    private final List<byte[]> events = RecordedLog.MYSQL_TYPES.events();
    private final ChangeBatchBuilder builder = new ChangeBatchBuilder();
    private final JsonBuffer json = new JsonBuffer(1 << 16);
    private byte[] bytes = new byte[1 << 20];
    private long sum;
    private int rows;

    @Test
    void decodingARowAllocatesNothingOfItsOwn() {
        assertThat(bytesPerRow(cursor -> sum += cursor.after().length(0))).isLessThanOrEqualTo(MAX_BYTES_PER_ROW);
    }

    @Test
    void writingAValueAllocatesNothing() {
        double perRow = bytesPerRow(cursor -> {
            json.clear();
            for (int i = 0; i < cursor.schema().columnCount(); i++) {
                cursor.after().write(i, json);
            }
            sum += json.length();
        });

        assertThat(perRow).isLessThanOrEqualTo(MAX_BYTES_PER_ROW);
    }

    /** The measure measures. */
    @Test
    void aStringPerRowWouldBeNoticed() {
        assertThat(bytesPerRow(cursor ->
                        sum += Integer.toString(cursor.index() + 1_000).length()))
                .isGreaterThan(MAX_BYTES_PER_ROW);
    }

    private interface Reading {
        void read(ChangeCursor cursor);
    }

    private double bytesPerRow(Reading reading) {
        // the format description makes objects, and forgets the tables
        byte[] format = events.get(0);
        decoder.decode(format, 0, format.length, builder);
        run(reading, WARM_UP);
        rows = 0;
        long before = THREADS.getCurrentThreadAllocatedBytes();
        run(reading, ROUNDS);
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertThat(sum).isNotZero();
        return (double) allocated / rows;
    }

    private void run(Reading reading, int rounds) {
        for (int round = 0; round < rounds; round++) {
            builder.wrap(bytes, 0);
            for (byte[] event : events) {
                int type = event[4];
                boolean isFence = type == EventType.QUERY && event.length > 120;
                if (type == EventType.FORMAT_DESCRIPTION || type == EventType.ROTATE || isFence) {
                    continue;
                }
                if (decoder.decode(event, 0, event.length, builder) == Decoded.BEGIN) {
                    builder.begin(round, 0, POSITION, 0, POSITION, POSITION.length);
                }
            }
            ChangeBatch batch = builder.build(null);
            ChangeCursor cursor = batch.cursor();
            while (cursor.next()) {
                reading.read(cursor);
            }
            rows += batch.size();
            batch.release();
            bytes = batch.recycledBytes();
            builder.reuse(batch);
        }
    }
}
