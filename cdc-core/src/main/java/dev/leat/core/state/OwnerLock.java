package dev.leat.core.state;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The exclusive lock of one pipeline's folder. It ends with the process, however that ends; who holds it stands in a file
 * beside it.
 *
 * <p>On Linux closing any channel of the locked file drops the process's lock on it. So a process that finds its own mark
 * in the owner file never touches the lock file.
 */
final class OwnerLock implements AutoCloseable {
    private static final String LOCK = "lock";
    private static final String OWNER = "owner";
    private static final String PROCESS = UUID.randomUUID().toString();

    private final StateFolder folder;
    private final FileChannel channel;

    private OwnerLock(StateFolder folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /**
     * @param owner names this process, for the message that another one gets
     * @throws CdcException FENCED when another process, or another part of this one, holds the lock
     */
    static OwnerLock take(StateFolder folder, String owner) {
        synchronized (OwnerLock.class) {
            String[] current = owner(folder);
            if (current.length == 2 && current[1].equals(PROCESS)) {
                throw held(folder, current[0]);
            }
            FileChannel channel = null;
            try {
                channel = folder.openLock(LOCK);
                FileLock lock = channel.tryLock();
                if (lock == null) {
                    close(channel);
                    throw held(folder, current[0]);
                }
                folder.write(OWNER, (owner.replace('\n', ' ') + "\n" + PROCESS).getBytes(StandardCharsets.UTF_8));
                return new OwnerLock(folder, channel);
            } catch (OverlappingFileLockException e) {
                // The channel stays open: closing it would drop the lock that this process holds through another one.
                throw held(folder, current[0]);
            } catch (IOException e) {
                close(channel);
                throw new CdcException(
                        ErrorKind.SETUP,
                        "can't lock " + folder.path(LOCK)
                                + "; does this file system support locks, and is the file this" + " user's?",
                        e);
            }
        }
    }

    private static String[] owner(StateFolder folder) {
        return folder.read(OWNER)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8).split("\n", 2))
                .orElse(new String[] {"an unknown process"});
    }

    private static CdcException held(StateFolder folder, String owner) {
        return new CdcException(
                ErrorKind.FENCED,
                "the state folder " + folder.folder() + " is in use by " + owner
                        + "; stop that process, or give this pipeline a name of its own");
    }

    private static void close(@Nullable FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new CdcException(ErrorKind.SETUP, "can't close a lock file", e);
            }
        }
    }

    @Override
    public void close() {
        synchronized (OwnerLock.class) {
            if (channel.isOpen()) {
                try {
                    folder.discard(OWNER);
                } catch (IOException e) {
                    throw new CdcException(ErrorKind.SETUP, "can't remove " + folder.path(OWNER), e);
                } finally {
                    close(channel);
                }
            }
        }
    }
}
