package dev.leat.benchmarks.pgoutput;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Writes the messages of transactions of 100 rows each, behind the relation they belong to. */
final class RecordingWriter {
    private static final int RELATION = 16_384;
    private static final int ROWS_PER_TRANSACTION = 100;
    private static final long FIRST_LSN = 0x16_B374_D848L;
    private static final long COMMIT_MICROS = 848_510_931_123_456L;

    private final Workload workload;
    private final Random random = new Random(20_261_120);
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);
    private final List<Integer> ends = new ArrayList<>();

    private RecordingWriter(Workload workload) {
        this.workload = workload;
    }

    static Recording write(Workload workload, int rowCount) {
        RecordingWriter writer = new RecordingWriter(workload);
        try {
            writer.relation();
            for (int row = 0; row < rowCount; row++) {
                long lsn = FIRST_LSN + 4096L * (row / ROWS_PER_TRANSACTION);
                if (row % ROWS_PER_TRANSACTION == 0) {
                    writer.begin(lsn, row / ROWS_PER_TRANSACTION);
                }
                writer.row(row);
                if (row % ROWS_PER_TRANSACTION == ROWS_PER_TRANSACTION - 1 || row == rowCount - 1) {
                    writer.commit(lsn);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Recording(
                writer.bytes.toByteArray(),
                writer.ends.stream().mapToInt(Integer::intValue).toArray());
    }

    private void relation() throws IOException {
        out.writeByte('R');
        out.writeInt(RELATION);
        string("public");
        string("t");
        out.writeByte(workload.isUpdate() ? 'f' : 'd');
        out.writeShort(workload.columns().size());
        for (Workload.Column column : workload.columns()) {
            out.writeByte(workload.isUpdate() || column.name().equals("id") ? 1 : 0);
            string(column.name());
            out.writeInt(column.oid());
            out.writeInt(-1);
        }
        end();
    }

    private void begin(long lsn, int xid) throws IOException {
        out.writeByte('B');
        out.writeLong(lsn);
        out.writeLong(COMMIT_MICROS);
        out.writeInt(1_000_000 + xid);
        end();
    }

    private void commit(long lsn) throws IOException {
        out.writeByte('C');
        out.writeByte(0);
        out.writeLong(lsn);
        out.writeLong(lsn + 48);
        out.writeLong(COMMIT_MICROS);
        end();
    }

    private void row(int row) throws IOException {
        out.writeByte(workload.isUpdate() ? 'U' : 'I');
        out.writeInt(RELATION);
        if (workload.isUpdate()) {
            out.writeByte('O');
            tuple(row);
        }
        out.writeByte('N');
        tuple(row);
        end();
    }

    private void tuple(int row) throws IOException {
        out.writeShort(workload.columns().size());
        for (Workload.Column column : workload.columns()) {
            byte[] value = column.values().next(random, row).getBytes(UTF_8);
            out.writeByte('t');
            out.writeInt(value.length);
            out.write(value);
        }
    }

    private void string(String text) throws IOException {
        out.write(text.getBytes(UTF_8));
        out.writeByte(0);
    }

    private void end() {
        ends.add(bytes.size());
    }
}
