package org.example.tsv;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Position;
import dev.leat.api.capture.SourceIdentity;
import dev.leat.api.schema.TableId;
import dev.leat.api.sink.Marks;
import dev.leat.api.sink.SeedState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Reader;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Term, seeds and marks, in {@code .leat-state} beside the rows: a file of properties that is replaced as a whole and is on
 * disk when a method returns. A file that can't be understood is refused, never taken for none. Used by the control thread,
 * but for {@link #generation}.
 */
final class FolderState {
    private static final String FORMAT = "1";

    private final Path path;
    private final String owner;
    private final ConcurrentHashMap<TableId, Integer> generations = new ConcurrentHashMap<>();
    private Properties values = new Properties();

    FolderState(Folder folder, String owner) {
        this.path = folder.path().resolve(".leat-state");
        this.owner = owner;
    }

    /** Reads the file; no file is a new folder. */
    void load() {
        Properties read = new Properties();
        if (Files.exists(path)) {
            try (Reader in = Files.newBufferedReader(path, UTF_8)) {
                read.load(in);
            } catch (IOException | IllegalArgumentException e) {
                throw new CdcException(ErrorKind.SETUP, path + " can't be read; restore it or empty the folder", e);
            }
            values = read;
            if (!text("format").equals(FORMAT)) {
                throw new CdcException(
                        ErrorKind.SETUP, path + " has format " + text("format") + "; run the release that wrote it");
            }
            if (!text("owner").equals(owner)) {
                throw new CdcException(
                        ErrorKind.SETUP,
                        path.getParent() + " belongs to " + text("owner") + ", this is " + owner
                                + "; give each sink a folder of its own");
            }
        }
        values = read;
    }

    long raiseTerm() {
        long term = values.containsKey("term") ? number("term") + 1 : 1;
        save(next -> {
            next.setProperty("format", FORMAT);
            next.setProperty("owner", owner);
            next.setProperty("term", Long.toString(term));
        });
        return term;
    }

    SeedState seed(TableId table) {
        String key = key(table);
        if (!values.containsKey(key + "generation")) {
            return new SeedState.Unseeded();
        }
        int generation = (int) number(key + "generation");
        generations.put(table, generation);
        return values.containsKey(key + "system")
                ? new SeedState.Seeded(generation, source(key))
                : new SeedState.Partial(generation, text(key + "progress"));
    }

    /** The generation that lines of the table are stamped with; 0 before its first seeding. Any thread. */
    int generation(TableId table) {
        return generations.getOrDefault(table, 0);
    }

    int beginSeed(TableId table, boolean anew) {
        String key = key(table);
        int before = values.containsKey(key + "generation") ? (int) number(key + "generation") : 0;
        boolean isUnfinished = before > 0 && !values.containsKey(key + "system");
        int generation = isUnfinished && !anew ? before : before + 1;
        if (generation != before) {
            save(next -> {
                next.setProperty(key + "generation", Integer.toString(generation));
                next.setProperty(key + "progress", "");
                next.remove(key + "system");
                next.remove(key + "history");
            });
        }
        generations.put(table, generation);
        return generation;
    }

    void saveProgress(TableId table, int generation, String progress) {
        requireCurrent(table, generation);
        save(next -> next.setProperty(key(table) + "progress", progress));
    }

    void completeSeed(TableId table, int generation, SourceIdentity source) {
        requireCurrent(table, generation);
        save(next -> putSource(next, key(table), source));
    }

    private void requireCurrent(TableId table, int generation) {
        if (generation(table) != generation) {
            throw new CdcException(
                    ErrorKind.INTERNAL,
                    "a save for generation " + generation + " of " + table + ", the current one is " + generation(table)
                            + "; please report this");
        }
    }

    Optional<Marks> marks() {
        if (!values.containsKey("marks.sequence")) {
            return Optional.empty();
        }
        Set<TableId> tables = Arrays.stream(text("marks.tables").split(" "))
                .filter(table -> !table.isEmpty())
                .map(FolderState::table)
                .collect(Collectors.toSet());
        return Optional.of(new Marks(
                (int) number("marks.branch"),
                number("marks.epoch"),
                source("marks."),
                new Position(number("marks.sequence"), text("marks.position")),
                tables,
                number("marks.fingerprint")));
    }

    void storeMarks(Marks marks) {
        save(next -> {
            next.setProperty("marks.branch", Integer.toString(marks.branch()));
            next.setProperty("marks.epoch", Long.toString(marks.epoch()));
            putSource(next, "marks.", marks.source());
            next.setProperty("marks.sequence", Long.toString(marks.watermark().sequence()));
            next.setProperty("marks.position", marks.watermark().text());
            next.setProperty(
                    "marks.tables",
                    marks.tables().stream().map(FolderState::text).sorted().collect(Collectors.joining(" ")));
            next.setProperty("marks.fingerprint", Long.toString(marks.fingerprint()));
        });
    }

    /** What is remembered changes only when the disk has it: a save that failed is made again as if never tried. */
    private void save(Consumer<Properties> change) {
        Properties next = new Properties();
        next.putAll(values);
        change.accept(next);
        replace(next);
        values = next;
    }

    /** To a file beside it, to disk, and over the old one: whoever reads sees the old state or the new one. */
    private void replace(Properties content) {
        Path next = path.resolveSibling(".leat-state.new");
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            content.store(bytes, null);
            try (FileChannel file = FileChannel.open(
                    next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                ByteBuffer rest = ByteBuffer.wrap(bytes.toByteArray());
                while (rest.hasRemaining()) {
                    file.write(rest);
                }
                file.force(true);
            }
            Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            TsvFile.syncEntry(path);
        } catch (IOException e) {
            throw new CdcException(
                    ErrorKind.CONNECTION,
                    "can't write " + path + "; check the disk: df -h '" + path.getParent() + "'",
                    e);
        }
    }

    private static String key(TableId table) {
        return "seed." + text(table) + ".";
    }

    private static String text(TableId table) {
        return URLEncoder.encode(table.schema(), UTF_8) + "/" + URLEncoder.encode(table.name(), UTF_8);
    }

    private static TableId table(String text) {
        int slash = text.indexOf('/');
        return new TableId(
                URLDecoder.decode(text.substring(0, Math.max(0, slash)), UTF_8),
                URLDecoder.decode(text.substring(slash + 1), UTF_8));
    }

    private static void putSource(Properties to, String key, SourceIdentity source) {
        to.setProperty(key + "system", source.system());
        to.setProperty(key + "history", source.history());
    }

    private SourceIdentity source(String key) {
        return new SourceIdentity(text(key + "system"), text(key + "history"));
    }

    private String text(String key) {
        String value = values.getProperty(key);
        if (value == null) {
            throw damaged(key, null);
        }
        return value;
    }

    private long number(String key) {
        try {
            return Long.parseLong(text(key));
        } catch (NumberFormatException e) {
            throw damaged(key, e);
        }
    }

    private CdcException damaged(String key, @Nullable Exception cause) {
        return new CdcException(
                ErrorKind.SETUP,
                path + " is damaged: " + key + " is missing or wrong; restore it, or empty the folder to seed anew",
                cause);
    }
}
