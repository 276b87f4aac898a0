package dev.leat.core.sink;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Finding;
import dev.leat.core.finding.PipelineFinding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lines at the end of a file, forced to disk with each write. What a failed write or a crash left behind the last whole line
 * is cut off before the next write: it was never reported as durable and is sent again.
 */
final class FileOutput implements LineOutput {
    private static final byte[] LINE_START = "{\"op\":".getBytes(StandardCharsets.US_ASCII);
    private static final int SCAN_BYTES = 1 << 16;
    private static final long UNKNOWN = -1;

    private final Path path;
    private volatile @Nullable FileChannel channel;
    private volatile boolean closed;
    /** Where the file ended before a write that failed. */
    private long goodEnd = UNKNOWN;

    FileOutput(Path path) {
        this.path = path;
    }

    @Override
    public synchronized void open() {
        channel();
    }

    @Override
    public synchronized void write(byte[] lines, int length) {
        if (length == 0) {
            return;
        }
        FileChannel file = channel();
        try {
            // Asked each time, since others may cut the file (log rotation).
            goodEnd = file.size();
            ByteBuffer bytes = ByteBuffer.wrap(lines, 0, length);
            while (bytes.hasRemaining()) {
                file.write(bytes, goodEnd + bytes.position());
            }
            file.force(false);
            goodEnd = UNKNOWN;
        } catch (IOException e) {
            drop(file);
            throw new CdcException(
                    ErrorKind.CONNECTION,
                    "can't write " + path + "; check the disk: df -h '" + path.getParent() + "'",
                    e);
        }
    }

    private FileChannel channel() {
        FileChannel open = channel;
        if (open != null && open.isOpen()) {
            return open;
        }
        if (closed) {
            throw new CdcException(ErrorKind.CONNECTION, "the file " + path + " was closed");
        }
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new CdcException(
                    ErrorKind.SETUP, path + " is no regular file; use the sink stdout for pipes, discard for nothing");
        }
        FileChannel opened = openFile();
        try {
            cutTornLine(opened);
        } catch (IOException | RuntimeException e) {
            drop(opened);
            throw e instanceof CdcException known ? known : cannotOpen(e);
        }
        channel = opened;
        return opened;
    }

    private FileChannel openFile() {
        boolean isNew = !Files.exists(path);
        FileChannel opened = null;
        try {
            opened = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (opened.tryLock() == null) {
                throw new OverlappingFileLockException();
            }
            Path folder = path.toAbsolutePath().getParent();
            if (isNew && folder != null) {
                try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
                    entries.force(true);
                }
            }
            return opened;
        } catch (OverlappingFileLockException e) {
            drop(opened);
            throw new CdcException(
                    ErrorKind.SETUP, path + " is written by another sink; give each file sink a path of its own", e);
        } catch (IOException e) {
            drop(opened);
            throw cannotOpen(e);
        }
    }

    private CdcException cannotOpen(Exception cause) {
        return new CdcException(
                ErrorKind.SETUP,
                "can't open " + path + "; it needs a folder that is there (mkdir -p '" + path.getParent()
                        + "') and permission to read and write the file",
                cause);
    }

    private void cutTornLine(FileChannel file) throws IOException {
        long size = file.size();
        long end = goodEnd != UNKNOWN ? Math.min(goodEnd, size) : endOfLastLine(file, size);
        if (end < size) {
            if (goodEnd == UNKNOWN) {
                checkOurs(file, end);
            }
            file.truncate(end);
            file.force(true);
        }
        goodEnd = UNKNOWN;
    }

    /** The offset behind the last line feed; 0 when there is none. */
    private static long endOfLastLine(FileChannel file, long size) throws IOException {
        for (long end = size; end > 0; ) {
            long start = Math.max(0, end - SCAN_BYTES);
            byte[] block = read(file, start, (int) (end - start));
            for (int i = block.length - 1; i >= 0; i--) {
                if (block[i] == '\n') {
                    return start + i + 1;
                }
            }
            end = start;
        }
        return 0;
    }

    /** Only what begins like a line of ours is cut: the path may have been a mistake. */
    private void checkOurs(FileChannel file, long lineStart) throws IOException {
        byte[] found = read(file, lineStart, (int) Math.min(LINE_START.length, file.size() - lineStart));
        for (int i = 0; i < found.length; i++) {
            if (found[i] != LINE_START[i]) {
                throw new CdcException(
                        ErrorKind.SETUP,
                        path
                                + " does not end with a line feed and was not written by this sink; give \"path\" a file of"
                                + " its own");
            }
        }
    }

    private static byte[] read(FileChannel file, long start, int length) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(length);
        while (block.hasRemaining()) {
            if (file.read(block, start + block.position()) < 0) {
                throw new IOException("the file became shorter");
            }
        }
        return block.array();
    }

    private static void drop(@Nullable FileChannel file) {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            // The failure that made the file unusable is the one to report.
            return;
        }
    }

    @Override
    public List<Finding> check() {
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null || Files.isWritable(Files.exists(path) ? path : folder)) {
            return List.of();
        }
        String remedy = Files.isDirectory(folder) ? "chmod u+w '" + folder + "'" : "mkdir -p '" + folder + "'";
        return List.of(PipelineFinding.FILE_NOT_WRITABLE.about(
                path.toString(), "the file can't be written by this user", remedy));
    }

    @Override
    public void close() {
        closed = true;
        drop(channel);
    }
}
