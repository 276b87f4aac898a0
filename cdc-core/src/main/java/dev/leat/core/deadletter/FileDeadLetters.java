package dev.leat.core.deadletter;

import dev.leat.api.CdcException;
import dev.leat.api.DecodeException;
import dev.leat.api.ErrorKind;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.json.ChangeJson;
import dev.leat.api.json.JsonBuffer;
import dev.leat.api.json.KeyText;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.api.sink.RejectedChange;
import dev.leat.core.deadletter.StoredChange.StoredValue;
import dev.leat.core.engine.decision.Retry;
import dev.leat.core.state.FileStateStore;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Dead letters in the state folder, a value {@code dead-letters-N} for each write that put some aside. Only numbers, places and
 * keys are kept in memory.
 */
public final class FileDeadLetters implements DeadLetters {
    /** Past this the pipeline stops: so many refusals are one cause, and their order on the disk is nobody's to sort out. */
    public static final int MAX_LETTERS = 10_000;

    /** What they may take on the disk. */
    public static final long MAX_BYTES = 256L << 20;

    private static final String PREFIX = "dead-letters-";
    private static final int MAX_VALUE_BYTES = 8 << 20;

    private final FileStateStore store;
    private final InstantSource clock;
    private final String listCommand;
    private final int maxLetters;
    private final long maxBytes;
    private final Map<Long, Entry> entries = new TreeMap<>();
    private final Map<String, Long> byPlace = new HashMap<>();
    private final Map<String, Long> valueBytes = new HashMap<>();
    private final ChangeJson json = new ChangeJson();
    private final KeyText keys = new KeyText();

    private record Entry(String value, String place, String key) {}

    /**
     * The letters in this store; to change them the store must be open for its owner.
     *
     * @param listCommand what shows them, for messages
     */
    public FileDeadLetters(FileStateStore store, InstantSource clock, String listCommand) {
        this(store, clock, listCommand, MAX_LETTERS, MAX_BYTES);
    }

    FileDeadLetters(FileStateStore store, InstantSource clock, String listCommand, int maxLetters, long maxBytes) {
        this.store = store;
        this.clock = clock;
        this.listCommand = listCommand;
        this.maxLetters = maxLetters;
        this.maxBytes = maxBytes;
        for (String value : store.names(PREFIX)) {
            byte[] stored = store.read(value).orElse(new byte[0]);
            if (stored.length > 0) {
                valueBytes.put(value, (long) stored.length);
                LetterForm.read(value, stored).forEach(letter -> index(value, letter));
            }
        }
    }

    private void index(String value, DeadLetter letter) {
        Entry entry = new Entry(value, place(letter), key(letter));
        entries.put(letter.id(), entry);
        byPlace.put(entry.place(), letter.id());
    }

    private static String place(DeadLetter letter) {
        DeadLetter.Place place = letter.place();
        String where = place.ordinal() == ChangeBatch.READ_ORDINAL
                ? "read"
                : place.epoch() + " " + place.sequence() + " " + place.ordinal();
        return where + " " + key(letter);
    }

    private static String key(DeadLetter letter) {
        return letter.sink() + "\n" + letter.table().schema() + "\n"
                + letter.table().name() + "\n" + letter.key();
    }

    @Override
    public synchronized void add(String sink, long epoch, ChangeBatch batch, List<RejectedChange> refused) {
        Map<Long, String> again = new TreeMap<>();
        List<DeadLetter> added = new ArrayList<>();
        ChangeCursor change = batch.cursor();
        long next = entries.keySet().stream().mapToLong(Long::longValue).max().orElse(0) + 1;
        for (RejectedChange one : refused) {
            change.seek(one.index());
            DeadLetter letter = letter(next, sink, epoch, change, one.reason());
            Set<Long> known = known(letter);
            known.forEach(id -> again.put(id, one.reason()));
            if (known.isEmpty()) {
                added.add(letter);
                next++;
            }
        }
        if (entries.size() + added.size() > maxLetters) {
            throw full(sink, maxLetters + " of them");
        }
        change(
                again.keySet(),
                letter -> letter.again(again.getOrDefault(letter.id(), letter.reason()), clock.instant()));
        append(sink, added);
    }

    private Set<Long> known(DeadLetter letter) {
        if (letter.place().ordinal() == ChangeBatch.READ_ORDINAL) {
            String key = key(letter);
            return entries.entrySet().stream()
                    .filter(entry -> entry.getValue().key().equals(key))
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toSet());
        }
        return Optional.ofNullable(byPlace.get(place(letter))).map(Set::of).orElse(Set.of());
    }

    private DeadLetter letter(long id, String sink, long epoch, ChangeCursor change, String reason) {
        return new DeadLetter(
                id,
                sink,
                change.schema().table(),
                change.operation().text(),
                keyText(change),
                reason,
                new DeadLetter.Place(epoch, change.sequence(), change.ordinal()),
                1,
                clock.instant(),
                clock.instant(),
                false,
                json(change),
                StoredChange.of(change));
    }

    /** Bytes that can't be read may be why the change was refused; the letter has them all the same. */
    private String json(ChangeCursor change) {
        try {
            JsonBuffer out = new JsonBuffer(256);
            json.write(change, out);
            return new String(out.array(), 0, out.length(), StandardCharsets.UTF_8);
        } catch (DecodeException unreadable) {
            return "";
        }
    }

    private String keyText(ChangeCursor change) {
        try {
            JsonBuffer out = new JsonBuffer(256);
            keys.write(change.key(), out);
            return new String(out.array(), 0, out.length(), StandardCharsets.UTF_8);
        } catch (DecodeException unreadable) {
            return "";
        }
    }

    private void append(String sink, List<DeadLetter> added) {
        List<DeadLetter> together = new ArrayList<>();
        long size = 0;
        for (DeadLetter letter : added) {
            long bytes = size(letter);
            if (size + bytes > MAX_VALUE_BYTES && !together.isEmpty()) {
                write(sink, newValue(), together);
                together.clear();
                size = 0;
            }
            together.add(letter);
            size += bytes;
        }
        if (!together.isEmpty()) {
            write(sink, newValue(), together);
        }
    }

    private static long size(DeadLetter letter) {
        long bytes = letter.json().length();
        for (StoredValue value : letter.change().after()) {
            byte[] some = value.bytes();
            bytes += some == null ? 0 : some.length * 4L / 3;
        }
        return bytes;
    }

    private String newValue() {
        long last = valueBytes.keySet().stream()
                .mapToLong(value -> Long.parseLong(value.substring(PREFIX.length())))
                .max()
                .orElse(0);
        return String.format("%s%08d", PREFIX, last + 1);
    }

    private void write(String sink, String value, List<DeadLetter> letters) {
        byte[] content = LetterForm.write(letters);
        long others =
                valueBytes.values().stream().mapToLong(Long::longValue).sum() - valueBytes.getOrDefault(value, 0L);
        if (others + content.length > maxBytes || content.length > maxBytes) {
            throw full(sink, (maxBytes >> 20) + " MiB");
        }
        try {
            store.write(value, content);
        } catch (IllegalArgumentException tooLarge) {
            throw new CdcException(
                    ErrorKind.REJECTED,
                    "sink " + sink + " refused a change of " + letters.get(0).table()
                            + " that is too large to be a dead letter; mend the target or the row and run again",
                    tooLarge);
        }
        valueBytes.put(value, (long) content.length);
        letters.forEach(letter -> index(value, letter));
    }

    private CdcException full(String sink, String limit) {
        return new CdcException(
                ErrorKind.REJECTED,
                "sink " + sink + " refused a change, and there is no room for more dead letters than " + limit + "; `"
                        + listCommand + "` shows them: mend the cause and retry them, or discard them, then run again");
    }

    @Override
    public synchronized void remove(Collection<Long> ids) {
        change(new TreeSet<>(ids), letter -> null);
    }

    /** Asks the next run to write these letters again. */
    public synchronized void requestRetry(Collection<Long> ids) {
        change(new TreeSet<>(ids), DeadLetter::wished);
    }

    /** Replaces letters value by value; those that become null are gone. */
    private void change(Set<Long> ids, UnaryOperator<@Nullable DeadLetter> change) {
        Map<String, List<Long>> byValue = ids.stream()
                .filter(entries::containsKey)
                .collect(Collectors.groupingBy(id -> entry(id).value(), TreeMap::new, Collectors.toList()));
        byValue.forEach((value, changed) -> {
            List<DeadLetter> left = new ArrayList<>();
            for (DeadLetter letter : read(value)) {
                DeadLetter next = changed.contains(letter.id()) ? change.apply(letter) : letter;
                if (next == null) {
                    byPlace.remove(entry(letter.id()).place());
                    entries.remove(letter.id());
                } else {
                    left.add(next);
                }
            }
            if (left.isEmpty()) {
                store.delete(value);
                valueBytes.remove(value);
            } else {
                byte[] content = LetterForm.write(left);
                store.write(value, content);
                valueBytes.put(value, (long) content.length);
            }
        });
    }

    private Entry entry(long id) {
        Entry entry = entries.get(id);
        if (entry == null) {
            throw new IllegalStateException("dead letter " + id + " is not there");
        }
        return entry;
    }

    private List<DeadLetter> read(String value) {
        return store.read(value).map(content -> LetterForm.read(value, content)).orElse(List.of());
    }

    @Override
    public synchronized int count() {
        return entries.size();
    }

    /** All letters, in the order of their numbers. */
    public synchronized List<DeadLetter> letters() {
        return valueBytes.keySet().stream()
                .sorted()
                .flatMap(value -> read(value).stream())
                .sorted((a, b) -> Long.compare(a.id(), b.id()))
                .toList();
    }

    @Override
    public synchronized Wished wished(SinkRef sink, List<TableSchema> tables) {
        Map<TableId, TableSchema> byName =
                tables.stream().collect(Collectors.toMap(TableSchema::table, table -> table));
        List<Retry> retries = new ArrayList<>();
        int left = 0;
        for (String value : new TreeSet<>(valueBytes.keySet())) {
            for (DeadLetter letter : read(value)) {
                TableSchema table = byName.get(letter.table());
                if (letter.retry() && letter.sink().equals(sink.name())) {
                    Optional<Retry> retry = table == null ? Optional.empty() : retry(letter, sink, table);
                    retry.ifPresent(retries::add);
                    left += retry.isPresent() ? 0 : 1;
                }
            }
        }
        return new Wished(retries, left);
    }

    private static Optional<Retry> retry(DeadLetter letter, SinkRef sink, TableSchema table) {
        return sink.keyed()
                ? letter.change().key(table).map(key -> new Retry(letter.id(), sink.index(), key, null))
                : letter.change().change(table).map(change -> new Retry(letter.id(), sink.index(), null, change));
    }
}
