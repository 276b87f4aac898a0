package dev.leat.testkit.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A folder that has room for so much and no more: a file system of its own, in memory. For a server whose disk gets full. Closed
 * after the server that has its files there.
 */
public final class SizedFolder implements AutoCloseable {
    private final Path path;

    private SizedFolder(Path path) {
        this.path = path;
    }

    /** Empty where no file system may be mounted, which needs root on Linux. */
    public static Optional<SizedFolder> ofMegabytes(int size) {
        Path path = Folders.temporary("leat-sized-");
        if (succeeds(List.of("mount", "-t", "tmpfs", "-o", "size=" + size + "m", "leat-test", path.toString()))) {
            return Optional.of(new SizedFolder(path));
        }
        Folders.delete(path);
        return Optional.empty();
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    @Override
    public void close() {
        // lazily: a process that is being killed may still be there
        if (!succeeds(List.of("umount", "--lazy", path.toString()))) {
            throw new IllegalStateException("cannot unmount " + path);
        }
        Folders.delete(path);
    }

    private static boolean succeeds(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException noSuchProgram) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
