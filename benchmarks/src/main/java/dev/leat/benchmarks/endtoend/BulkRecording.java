package dev.leat.benchmarks.endtoend;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** The bodies of bulk requests one after the other in a file, cut anew into requests of one size. Thread-safe while recorded. */
final class BulkRecording implements AutoCloseable {
    /** As in the sink: a request has this size, or this many items. */
    private static final int REQUEST_BYTES = 5 * 1024 * 1024;

    private static final int REQUEST_ITEMS = 5_000;
    private static final int LINES_PER_ITEM = 2;

    private final FileChannel file;
    private final List<Integer> lengths = new ArrayList<>();
    private long written;
    private int bytes;
    private int items;
    private int lines;

    BulkRecording(Path path) throws IOException {
        file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** Adds a body of index items. */
    synchronized void add(byte[] body) throws IOException {
        for (byte each : body) {
            bytes++;
            if (each == '\n' && ++lines % LINES_PER_ITEM == 0) {
                items++;
                if (bytes >= REQUEST_BYTES || items == REQUEST_ITEMS) {
                    cut();
                }
            }
        }
        ByteBuffer left = ByteBuffer.wrap(body);
        while (left.hasRemaining()) {
            written += file.write(left);
        }
    }

    private void cut() {
        if (bytes > 0) {
            lengths.add(bytes);
        }
        bytes = 0;
        items = 0;
    }

    long byteCount() {
        return written;
    }

    /** The lengths of the requests, which follow each other in the file. */
    synchronized List<Integer> requests() {
        cut();
        return List.copyOf(lengths);
    }

    byte[] read(long from, int length) throws IOException {
        ByteBuffer body = ByteBuffer.allocate(length);
        while (body.hasRemaining()) {
            if (file.read(body, from + body.position()) < 0) {
                throw new IOException("the recording is too short");
            }
        }
        return body.array();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
