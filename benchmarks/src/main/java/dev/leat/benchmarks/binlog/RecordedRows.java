package dev.leat.benchmarks.binlog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/** A file of the binary log with 500 rows in transactions of 100. */
public enum RecordedRows {
    /** Single-row inserts into a table of five columns, each behind a table map of its own. */
    NARROW("narrow"),
    /** Updates of 100 rows by one statement, of a table of twenty columns of mixed types: old and new images. */
    WIDE_UPDATE("wide-update");

    static final int ROWS = 500;

    private static final int MAGIC_BYTES = 4;
    private static final int LENGTH_AT = 9;

    private final String name;

    RecordedRows(String name) {
        this.name = name;
    }

    /** The file, from its magic number on. */
    byte[] file() {
        try (InputStream in = RecordedRows.class.getResourceAsStream(name + ".binlog.gz")) {
            if (in == null) {
                throw new IllegalStateException("no recording " + name);
            }
            return new GZIPInputStream(in).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where each event of a file begins, and the end of the last. */
    static int[] starts(byte[] file) {
        int[] starts = new int[16];
        int count = 0;
        int at = MAGIC_BYTES;
        while (at < file.length) {
            if (count + 1 == starts.length) {
                starts = Arrays.copyOf(starts, 2 * count + 2);
            }
            starts[count++] = at;
            at += (file[at + LENGTH_AT] & 0xFF)
                    | (file[at + LENGTH_AT + 1] & 0xFF) << 8
                    | (file[at + LENGTH_AT + 2] & 0xFF) << 16;
        }
        starts[count++] = at;
        return Arrays.copyOf(starts, count);
    }
}
