package dev.leat.core.state;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.state.StateStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Values in the folder {@code <state>/<pipeline>}. Thread-safe. Opened by its owner, which holds the folder's lock and has a
 * term above that of every earlier owner, or for reading beside the owner.
 */
public final class FileStateStore implements StateStore, AutoCloseable {
    private static final Pattern VALUE_NAME = Pattern.compile("[a-z0-9-]{1,60}");
    private static final Pattern PIPELINE_NAME = Pattern.compile("[a-z0-9_]{1,40}");
    private static final String VALUE_SUFFIX = ".value";
    /** Files of the store itself have no suffix, so no value can be named like them. */
    private static final String TERM = "term";

    private static final String SOURCE = "source";

    private final StateFolder folder;
    private final @Nullable OwnerLock lock;
    private final long term;
    private final Map<String, Long> generations = new HashMap<>();
    private boolean closed;

    private FileStateStore(StateFolder folder, @Nullable OwnerLock lock, long term) {
        this.folder = folder;
        this.lock = lock;
        this.term = term;
    }

    /**
     * Takes ownership: makes the folder if need be, locks it and durably raises the term.
     *
     * @param state the folder that holds one folder per pipeline
     * @param pipeline {@code [a-z0-9_]{1,40}}
     * @param owner names this process to another one that wants the folder, for example {@code pid 4711 on host mill1}
     * @throws CdcException FENCED when another process owns the folder; SETUP when it can't be used
     */
    public static FileStateStore open(Path state, String pipeline, String owner) {
        return open(state, pipeline, owner, Disk.REAL);
    }

    static FileStateStore open(Path state, String pipeline, String owner, Disk disk) {
        StateFolder folder = new StateFolder(folderOf(state, pipeline), disk);
        folder.create();
        OwnerLock lock = OwnerLock.take(folder, owner);
        try {
            long term = readTerm(folder) + 1;
            folder.write(TERM, StateFormat.encode(TERM, term, new byte[0]));
            return new FileStateStore(folder, lock, term);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /**
     * Opens the folder for reading, whoever owns it; empty when the pipeline has none. A value is read whole, as of its
     * last write; two values may be of different moments.
     */
    public static Optional<FileStateStore> openForReading(Path state, String pipeline) {
        StateFolder folder = new StateFolder(folderOf(state, pipeline), Disk.REAL);
        if (!folder.exists()) {
            return Optional.empty();
        }
        folder.checkPrivate();
        return Optional.of(new FileStateStore(folder, null, 0));
    }

    private static Path folderOf(Path state, String pipeline) {
        if (!PIPELINE_NAME.matcher(pipeline).matches()) {
            throw new IllegalArgumentException("not a pipeline name: " + pipeline);
        }
        return state.resolve(pipeline);
    }

    private static long readTerm(StateFolder folder) {
        return folder.read(TERM)
                .map(bytes -> StateFormat.decode(TERM, bytes, folder.path(TERM)).generation())
                .orElse(0L);
    }

    /** This owner's term, from 1; 0 when opened for reading. */
    public long term() {
        return term;
    }

    /** The source that the folder belongs to, as {@link #bind} was told; empty for a new folder. */
    public synchronized Optional<String> source() {
        return value(SOURCE, SOURCE).map(stored -> new String(stored.payload(), StandardCharsets.UTF_8));
    }

    /**
     * Ties the folder to a source.
     *
     * @param identity what stays the same as long as the folder's positions have a meaning, without secrets
     */
    public synchronized void bind(String identity) {
        checkOwned();
        long generation = value(SOURCE, SOURCE).map(StateValue::generation).orElse(0L) + 1;
        folder.write(SOURCE, StateFormat.encode(SOURCE, generation, identity.getBytes(StandardCharsets.UTF_8)));
    }

    /** Refuses a source that has nothing to do with the folder's. */
    public CdcException ofAnotherSource(String found, String identity) {
        return new CdcException(
                ErrorKind.SETUP,
                "state folder of another source: " + folder.folder() + " belongs to " + found
                        + ", and this source is "
                        + identity
                        + "; give the pipeline another name or \"state\", or, if the source was replaced on"
                        + " purpose, move the folder away: mv '" + folder.folder() + "' '" + folder.folder()
                        + ".old'");
    }

    @Override
    public synchronized Optional<byte[]> read(String name) {
        return value(name, file(name)).map(StateValue::payload);
    }

    @Override
    public synchronized void write(String name, byte[] value) {
        String file = file(name);
        if (value.length > StateFormat.MAX_PAYLOAD_BYTES) {
            throw new IllegalArgumentException("value " + name + " has more than 64 MiB");
        }
        checkOwned();
        Long known = generations.get(name);
        long before = known != null
                ? known
                : value(name, file).map(StateValue::generation).orElse(0L);
        folder.write(file, StateFormat.encode(name, before + 1, value));
        generations.put(name, before + 1);
    }

    @Override
    public synchronized void delete(String name) {
        String file = file(name);
        checkOwned();
        folder.delete(file);
        generations.remove(name);
    }

    /** The names of the stored values that begin so, sorted. */
    public synchronized List<String> names(String prefix) {
        return folder.files().stream()
                .filter(file -> file.endsWith(VALUE_SUFFIX))
                .map(file -> file.substring(0, file.length() - VALUE_SUFFIX.length()))
                .filter(name ->
                        name.startsWith(prefix) && VALUE_NAME.matcher(name).matches())
                .sorted()
                .toList();
    }

    /** Where the values are. */
    public Path folder() {
        return folder.folder();
    }

    /** Removes the folder with all that is in it, and gives up ownership. */
    public synchronized void remove() {
        checkOwned();
        folder.removeAll();
        close();
    }

    /** Gives up ownership. Idempotent. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            if (lock != null) {
                lock.close();
            }
        }
    }

    private Optional<StateValue> value(String name, String file) {
        return folder.read(file).map(bytes -> StateFormat.decode(name, bytes, folder.path(file)));
    }

    /** A lock can be lost (a network file system, a lock file that somebody removed); the term tells. */
    private void checkOwned() {
        if (closed || lock == null) {
            throw new IllegalStateException("the state folder " + folder.folder() + " is not open for writing");
        }
        long current = readTerm(folder);
        if (current != term) {
            throw new CdcException(
                    ErrorKind.FENCED,
                    "the state folder " + folder.folder() + " was taken over by another process (its term is " + current
                            + ", this one's is " + term + "); stop one of the two");
        }
    }

    private static String file(String name) {
        if (!VALUE_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a value's name: " + name);
        }
        return name + VALUE_SUFFIX;
    }

    @Override
    public String toString() {
        return "FileStateStore[" + folder.folder() + "]";
    }
}
