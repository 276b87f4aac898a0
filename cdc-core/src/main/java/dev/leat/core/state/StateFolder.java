package dev.leat.core.state;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The files of one pipeline: private to their owner, never through a symbolic link, whole or not there. */
final class StateFolder {
    private static final Set<PosixFilePermission> PRIVATE_FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> PRIVATE_FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OF_OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);

    private final Path folder;
    private final Disk disk;
    private boolean forceFailed;

    StateFolder(Path folder, Disk disk) {
        this.folder = folder;
        this.disk = disk;
    }

    Path folder() {
        return folder;
    }

    Path path(String file) {
        return folder.resolve(file);
    }

    boolean exists() {
        return Files.exists(folder, LinkOption.NOFOLLOW_LINKS);
    }

    void create() {
        try {
            Path root = folder.getParent();
            if (root != null) {
                Files.createDirectories(root);
            }
            if (!exists()) {
                Files.createDirectory(folder, attributes(PRIVATE_FOLDER));
                if (root != null) {
                    disk.forceFolder(root);
                }
            }
        } catch (IOException e) {
            throw new CdcException(
                    ErrorKind.SETUP,
                    "can't make the state folder " + folder + "; is its parent there and writable for this user?",
                    e);
        }
        checkPrivate();
    }

    /** Refuses a folder that is a link, or that others may look into or write to. */
    void checkPrivate() {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new CdcException(
                    ErrorKind.SETUP, "the state folder " + folder + " is a link or a file; name the folder itself");
        }
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS);
            if (permissions.stream().anyMatch(OF_OTHERS::contains)) {
                throw new CdcException(
                        ErrorKind.SETUP,
                        "the state folder " + folder + " is open to other users; run: chmod 700 '" + folder + "'");
            }
        } catch (UnsupportedOperationException e) {
            // A file system without such permissions: whoever set it up answers for it.
            return;
        } catch (IOException e) {
            throw new CdcException(ErrorKind.SETUP, "can't read the state folder " + folder, e);
        }
    }

    Optional<byte[]> read(String file) {
        Path path = path(file);
        try (SeekableByteChannel channel =
                Files.newByteChannel(path, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            long size = channel.size();
            if (size > StateFormat.HEADER_BYTES + StateFormat.MAX_PAYLOAD_BYTES) {
                throw new CdcException(ErrorKind.SETUP, "state file " + path + " is too large to be one");
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) size);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // until full
            }
            byte[] content = new byte[bytes.position()];
            bytes.flip().get(content);
            return Optional.of(content);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new CdcException(
                    ErrorKind.SETUP, "can't read the state file " + path + "; is it a link or another user's?", e);
        }
    }

    /** Replaces a file; durable when it returns. After a failure the old content is still there. */
    void write(String file, byte[] content) {
        checkUsable();
        Path path = path(file);
        Path temporary = path(file + ".tmp");
        try {
            try (FileChannel channel = openTemporary(temporary)) {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                force(() -> disk.force(channel));
            }
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            force(() -> disk.forceFolder(folder));
        } catch (IOException e) {
            throw new CdcException(
                    ErrorKind.SETUP,
                    "can't write the state file " + path + (forceFailed ? ": the disk reports a failed sync" : "")
                            + "; check the disk (df -h '" + folder + "', dmesg) and start again",
                    e);
        }
    }

    void delete(String file) {
        checkUsable();
        Path path = path(file);
        try {
            if (Files.deleteIfExists(path)) {
                force(() -> disk.forceFolder(folder));
            }
        } catch (IOException e) {
            throw new CdcException(ErrorKind.SETUP, "can't delete the state file " + path, e);
        }
    }

    /** The names of all files, in no order. */
    List<String> files() {
        try (Stream<Path> found = Files.list(folder)) {
            return found.map(Path::getFileName).map(Path::toString).toList();
        } catch (IOException e) {
            throw new CdcException(ErrorKind.SETUP, "can't read the state folder " + folder, e);
        }
    }

    /** Removes the folder and what is in it. */
    void removeAll() {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(path);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new CdcException(ErrorKind.SETUP, "can't remove the state folder " + folder, e);
        }
    }

    /** Removes a file that carries no state; durable some time later. */
    void discard(String file) throws IOException {
        Files.deleteIfExists(path(file));
    }

    /** A file of this folder that is kept open, made if need be. */
    FileChannel openLock(String file) throws IOException {
        return FileChannel.open(
                path(file),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                attributes(PRIVATE_FILE));
    }

    private FileChannel openTemporary(Path temporary) throws IOException {
        // What a crash left there, or somebody put there, is not written through.
        Files.deleteIfExists(temporary);
        return FileChannel.open(
                temporary,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                attributes(PRIVATE_FILE));
    }

    /** After a failed sync nobody knows what the disk holds, and a second sync may falsely succeed. */
    private void checkUsable() {
        if (forceFailed) {
            throw new CdcException(
                    ErrorKind.SETUP,
                    "the state folder " + folder + " takes no writes since a sync failed; check the disk (dmesg) and"
                            + " start again");
        }
    }

    private void force(Sync sync) throws IOException {
        try {
            sync.run();
        } catch (IOException e) {
            forceFailed = true;
            throw e;
        }
    }

    /** A call that makes something durable. */
    @FunctionalInterface
    private interface Sync {
        void run() throws IOException;
    }

    private FileAttribute<?>[] attributes(Set<PosixFilePermission> permissions) {
        boolean isPosix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        return isPosix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }
}
