package org.example.tsv;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One file: a header line, then one line per change. A value never holds a line feed, so whatever stands behind the last
 * one is the rest of a write that a crash or a full disk cut: it was never reported as durable, is sent again, and is cut
 * off when the file is opened. Thread-safe.
 */
final class TsvFile {
    private static final int SCAN_BYTES = 1 << 16;
    private static final int MAX_HEADER_BYTES = 1 << 20;

    private final Path path;
    private final byte[] header;
    private final boolean sync;
    private @Nullable FileChannel channel;

    /** @param header with its line feed */
    TsvFile(Path path, byte[] header, boolean sync) {
        this.path = path;
        this.header = header;
        this.sync = sync;
    }

    /** Whether the file is not there yet or begins with this header, be it torn. */
    static boolean mayTake(Path path, byte[] header) {
        if (!Files.exists(path)) {
            return true;
        }
        try {
            byte[] first = firstLine(path);
            boolean isWhole = first.length > 0 && first[first.length - 1] == '\n';
            if (isWhole && !Lines.isHeader(first)) {
                throw new CdcException(
                        ErrorKind.SETUP, path + " was not written by this sink; move it or choose another folder");
            }
            return isWhole
                    ? Arrays.equals(first, header)
                    : Arrays.equals(first, Arrays.copyOf(header, Math.min(first.length, header.length)));
        } catch (IOException e) {
            throw new CdcException(ErrorKind.SETUP, "can't read " + path + "; run: chmod u+rw '" + path + "'", e);
        }
    }

    /** Makes the file if it is not there. */
    synchronized void open() {
        channel();
    }

    /** Appends whole lines; on disk when it returns, unless {@code sync: false} was asked for. */
    synchronized void append(byte[] lines, int length) {
        FileChannel file = channel();
        try {
            write(file, file.size(), lines, length);
        } catch (IOException e) {
            channel = null;
            drop(file);
            // CONNECTION: tried again for ever, with the state visible; a disk that is full may have room later
            throw new CdcException(
                    ErrorKind.CONNECTION, "can't write " + path + "; check the disk: df -h '" + path + "'", e);
        }
    }

    private void write(FileChannel file, long at, byte[] bytes, int length) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(bytes, 0, length);
        while (rest.hasRemaining()) {
            file.write(rest, at + rest.position());
        }
        if (sync) {
            file.force(false);
        }
    }

    private FileChannel channel() {
        FileChannel open = channel;
        if (open != null && open.isOpen()) {
            return open;
        }
        FileChannel opened = null;
        try {
            opened = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            opened.truncate(endOfLastLine(opened));
            if (opened.size() == 0) {
                write(opened, 0, header, header.length);
                if (sync) {
                    syncEntry(path);
                }
            }
            channel = opened;
            return opened;
        } catch (IOException e) {
            drop(opened);
            throw new CdcException(
                    ErrorKind.CONNECTION,
                    "can't open " + path + "; check permissions and disk: df -h '" + path + "'",
                    e);
        }
    }

    /** The offset behind the last line feed; 0 when there is none. */
    private static long endOfLastLine(FileChannel file) throws IOException {
        for (long end = file.size(); end > 0; ) {
            long start = Math.max(0, end - SCAN_BYTES);
            ByteBuffer block = ByteBuffer.allocate((int) (end - start));
            while (block.hasRemaining()) {
                if (file.read(block, start + block.position()) < 0) {
                    throw new IOException("the file became shorter");
                }
            }
            for (int i = block.limit() - 1; i >= 0; i--) {
                if (block.get(i) == '\n') {
                    return start + i + 1;
                }
            }
            end = start;
        }
        return 0;
    }

    private static byte[] firstLine(Path path) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
            for (int b = in.read(); b >= 0 && line.size() < MAX_HEADER_BYTES; b = in.read()) {
                line.write(b);
                if (b == '\n') {
                    break;
                }
            }
        }
        return line.toByteArray();
    }

    /** A new file is only there after a power cut if its folder's entry is on disk too. */
    static void syncEntry(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
                entries.force(true);
            }
        }
    }

    static void drop(@Nullable FileChannel file) {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            // What made the file unusable is reported by the caller; what was forced stays on disk.
            return;
        }
    }

    synchronized void close() {
        FileChannel open = channel;
        channel = null;
        drop(open);
    }
}
