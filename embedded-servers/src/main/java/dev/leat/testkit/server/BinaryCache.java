package dev.leat.testkit.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * Unpacked server binaries, kept per user in the folder for temporary files, where another user that a root process turns
 * into can read them too.
 *
 * <p>An entry appears whole or not at all: it is unpacked beside its place and renamed. Processes and threads that want the
 * same entry wait for one of them to unpack it.
 */
final class BinaryCache {
    private final Path folder;

    BinaryCache(Path folder) {
        this.folder = folder;
    }

    static BinaryCache ofThisUser() {
        try {
            return new BinaryCache(
                    Path.of(System.getProperty("java.io.tmpdir"), "leat-testkit-" + ownerOf(Path.of("/proc/self"))));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot tell who runs this", e);
        }
    }

    /** In this folder, or {@link #ofThisUser} when there is none. */
    static BinaryCache in(@Nullable Path folder) {
        return folder == null ? ofThisUser() : new BinaryCache(folder);
    }

    /** Fills the empty folder that it is given. */
    @FunctionalInterface
    interface Unpacking {
        void into(Path folder) throws IOException;
    }

    /** The folder of the entry, unpacked now if it never was. */
    Path folderOf(String entry, Unpacking unpacking) {
        Path wanted = folder.resolve(entry);
        try {
            createFolder();
            if (!Files.isDirectory(wanted)) {
                unpackOnce(wanted, unpacking);
            }
            return wanted;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack " + entry + " into " + folder, e);
        }
    }

    private void createFolder() throws IOException {
        try {
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        } catch (FileAlreadyExistsException e) {
            refuseForeignFolder();
        }
    }

    private void refuseForeignFolder() throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                || ownerOf(folder) != ownerOf(Path.of("/proc/self"))) {
            throw new IOException(folder + " exists, but is not a folder of this user");
        }
    }

    private static int ownerOf(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:uid");
    }

    private void unpackOnce(Path wanted, Unpacking unpacking) throws IOException {
        synchronized (BinaryCache.class) { // a file lock is held by the whole JVM
            try (FileChannel lockFile = FileChannel.open(
                            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = lockFile.lock()) {
                if (lock.isValid() && !Files.isDirectory(wanted)) {
                    Path fresh = Files.createTempDirectory(
                            folder,
                            "unpacking-",
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
                    try {
                        unpacking.into(fresh);
                        Files.move(fresh, wanted, StandardCopyOption.ATOMIC_MOVE);
                    } finally {
                        if (Files.isDirectory(fresh)) {
                            Folders.delete(fresh);
                        }
                    }
                }
            }
        }
    }
}
