package dev.leat.testkit.simulation;

import dev.leat.api.capture.StreamStart;
import dev.leat.api.change.Operation;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.api.sink.Marks;
import dev.leat.api.sink.SeedState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Knows the whole history of the source and holds every step against the promises. Looks at nothing inside the engine. */
final class Oracle {
    private final SourceModel source;
    private final Knobs knobs;
    private final Letters letters;
    /** Where the stream began that led a table to a sink without a break; by sink and table. */
    private final Map<String, Long> ledSince = new HashMap<>();
    /** When something happened that tables of sinks may be found to have missed. */
    private final Map<String, Integer> mayMiss = new HashMap<>();

    private final Map<String, Integer> begun = new HashMap<>();
    /** The schema that a table had when a process began that did not know the one before. */
    private final Map<SourceTable, Integer> schemaAtStart = new HashMap<>();

    /** The schemas that the process which runs now was told of last. */
    private final Map<TableId, Integer> announced = new HashMap<>();

    private int mishaps;

    /** Numbers of changes that a stream has brought, and of those that one has brought again. */
    private final Set<Long> brought = new HashSet<>();

    private final Set<Long> broughtAgain = new HashSet<>();
    private List<SinkModel> led = List.of();
    private long resumePoint;
    private long comesAgainUpTo;

    Oracle(SourceModel source, Knobs knobs, Letters letters) {
        this.letters = letters;
        this.source = source;
        this.knobs = knobs;
    }

    private static String leads(SinkModel sink, SourceTable table) {
        return sink.name() + " " + table;
    }

    /** A stream is going to bring this change. */
    void brings(long number) {
        if (!brought.add(number)) {
            broughtAgain.add(number);
        }
    }

    /** The place where streams begin is lost, and another one made. */
    void beganAnew() {
        ledSince.clear();
        mishaps++;
        mayMiss.replaceAll((leads, since) -> mishaps);
        begun.keySet().forEach(leads -> mayMiss.put(leads, mishaps));
    }

    void wiped(SinkModel sink) {
        source.tables().forEach(table -> ledSince.remove(leads(sink, table)));
    }

    /** A process with these sinks and tables begins to stream, and to seed these tables anew. */
    void begins(List<SinkModel> sinks, Set<SourceTable> tables, StreamStart start, Set<TableId> reseed) {
        led = sinks;
        announced.clear();
        Set<String> now = new HashSet<>();
        for (SinkModel sink : sinks) {
            for (SourceTable table : tables) {
                boolean seeded = sink.table(table.index()).state() instanceof SeedState.Seeded;
                if (seeded && knobs.checksOrder && !reseed.contains(table.id())) {
                    missedNothing(sink, start);
                }
                now.add(leads(sink, table));
                ledSince.putIfAbsent(leads(sink, table), start.position().sequence());
            }
        }
        ledSince.keySet().retainAll(now);
    }

    /** What was altered while nobody remembered the columns is not noticed. */
    void knowsColumns(Set<TableId> remembered) {
        for (SourceTable table : source.tables()) {
            if (!remembered.contains(table.id())) {
                schemaAtStart.put(table, table.schemaVisible(source));
            }
        }
    }

    /** The engine is told that a table has these columns. */
    void announced(TableSchema schema) {
        announced.put(schema.table(), WireSchemas.version(schema));
    }

    /** Invariant 8: what a seeded table has not been led through comes again. */
    private static void missedNothing(SinkModel sink, StreamStart start) {
        Marks marks = sink.marks();
        Violation.unless(
                marks != null && marks.watermark().isAtOrAfter(start.position()),
                "order",
                () -> sink.name() + " was led to " + marks + ", and the stream begins at " + start.position());
    }

    void mayHaveMissed(SinkModel sink, SourceTable table) {
        mayMiss.put(leads(sink, table), ++mishaps);
    }

    /** A new generation is begun. */
    void begun(SinkModel sink, SourceTable table) {
        begun.put(leads(sink, table), mishaps);
    }

    void completed(SinkModel sink, SourceTable table) {
        String leads = leads(sink, table);
        if (begun.getOrDefault(leads, 0) >= mayMiss.getOrDefault(leads, 0)) {
            mayMiss.remove(leads);
        }
    }

    /** Somebody says that this table of this sink missed something. */
    void gapFound(SinkModel sink, SourceTable table, String reason) {
        Violation.unless(
                mayMiss.containsKey(leads(sink, table)), "false gap", () -> leads(sink, table) + ": " + reason);
    }

    /** Nothing that lies before this place is going to come again (P1). */
    void confirmed(long lsn) {
        mayConfirm(lsn);
        resumePoint = Math.max(resumePoint, lsn);
    }

    /** The cursor is lost: what the server was not told of comes again. */
    void resumesFrom(long lsn) {
        resumePoint = lsn;
        comesAgainUpTo = source.endLsn();
    }

    /** Every sink has everything up to this place, or a dead letter of it (D1). */
    void mayConfirm(long lsn) {
        for (SinkModel sink : led) {
            for (SourceTable table : source.tables()) {
                Long began = ledSince.get(leads(sink, table));
                if (began == null || !WireSchemas.isKeyed(table, knobs.rules)) {
                    continue;
                }
                for (int each = 0; each < table.keyCount(); each++) {
                    int key = each;
                    long last = lastSent(table, key, began, lsn);
                    long shown = sink.table(table.index()).applied(key);
                    Violation.unless(
                            shown >= last || letters.has(sink, table, key, last),
                            "P1",
                            () -> lsn + " is confirmed, and " + sink.name() + " has change #" + shown + " of " + table
                                    + "/" + key + " instead of #" + last);
                }
            }
        }
    }

    private long lastSent(SourceTable table, int key, long began, long lsn) {
        return table.history(key).lastSent(began, lsn, table.publishedAt(), knobs.operations);
    }

    /**
     * A change took effect in a target (P4, and P1 afterwards).
     *
     * @param before what the target showed. What comes again takes a target with versions back only where that can't refuse
     *     it: in a new epoch, and where a TRUNCATE found no row to leave its version at, until that comes again too
     * @param repeated whether this sink was offered the change before
     */
    void applied(SinkModel sink, int key, SinkOp op, SinkTable.Shown before, boolean repeated) {
        SourceTable table = source.table(op.table());
        boolean back = op.number() < before.number();
        boolean newEpoch = before.epoch() < op.version().epoch();
        boolean lost = op.version().sequence() < comesAgainUpTo;
        boolean again = repeated || (!op.isRead() && (lost || broughtAgain.contains(op.number())));
        Violation.unless(
                !back
                        || (again
                                && (newEpoch
                                        || !before.leftVersion()
                                        || !sink.kind().versioned())),
                "P4",
                () -> sink.name() + " went back from #" + before.number() + " to " + op);
        Long began = ledSince.get(leads(sink, table));
        if (back && began != null) {
            marksHold(sink, table, key, op, began);
            long confirmed = lastSent(table, key, began, resumePoint);
            Violation.unless(
                    op.number() >= confirmed,
                    "P1",
                    () -> sink.name() + " went back to " + op + ", and #" + confirmed + " never comes again");
        }
        if (op.isRead() && op.server() == source.serverNumber()) {
            exact(sink, table, key, op);
        }
    }

    /** What a sink says of itself holds: else it would not be noticed that it missed something (invariant 8). */
    private void marksHold(SinkModel sink, SourceTable table, int key, SinkOp op, long began) {
        Marks marks = sink.marks();
        if (!knobs.checksOrder
                || marks == null
                || !marks.source().system().equals(source.system())
                || !marks.tables().contains(table.id())) {
            return;
        }
        long last = lastSent(table, key, began, marks.watermark().sequence());
        Violation.unless(
                op.number() >= last,
                "marks",
                () -> sink.name() + " went back to " + op + ", and says that it has #" + last);
    }

    /** A row of a snapshot is what the log of its server says at the place that its version names (P6). */
    private static void exact(SinkModel sink, SourceTable table, int key, SinkOp op) {
        SourceRow logged =
                table.history(key).loggedUpTo(op.version().sequence() + 1).row();
        Violation.unless(
                op.operation() == Operation.DELETE ? logged == null : op.row().equals(logged),
                "P6",
                () -> sink.name() + " got " + op + ", and the row was " + (logged == null ? "not there" : logged));
    }

    /** Invariant 7: completing a seeding removes no row that was written since it began. */
    void swept(SinkModel sink, int table, String key, boolean current) {
        Violation.unless(!current, "sweep", () -> sink.name() + " lost t" + table + "/" + key);
    }

    /** Everything is at rest: each target has the source's rows and no others (P3). */
    void atRest(List<SinkModel> sinks, Set<SourceTable> tables) {
        for (SinkModel sink : sinks) {
            for (SourceTable table : tables) {
                Map<String, SourceRow> wanted = rowsOf(table);
                Map<String, SourceRow> found = new TreeMap<>();
                sink.table(table.index()).rows().forEach((key, stored) -> {
                    if (!stored.deleted()) {
                        found.put(key, stored.row());
                    }
                });
                excuse(sink, table, wanted, found);
                Violation.unless(
                        found.equals(wanted),
                        "P3",
                        () -> sink.name() + " has of " + table + " " + found + ", the source " + wanted);
                haveTheColumns(sink, table, found.keySet());
            }
        }
    }

    /** No row is left of before the last change of the columns that the engine was told of (P10). */
    private void haveTheColumns(SinkModel sink, SourceTable table, Set<String> keys) {
        Integer last = announced.get(table.id());
        if (!knobs.seeds || last == null || last.equals(schemaAtStart.get(table))) {
            return;
        }
        sink.table(table.index())
                .rows()
                .forEach((key, stored) -> Violation.unless(
                        !keys.contains(key) || stored.schema() >= last,
                        "P10",
                        () -> sink.name() + " has " + table + "/" + key + " with the columns of schema "
                                + stored.schema() + ", and the table has those of " + last));
    }

    /** What is not led may differ: rows from before the first change without a seeding, and rows whose end is filtered. */
    private void excuse(
            SinkModel sink, SourceTable table, Map<String, SourceRow> wanted, Map<String, SourceRow> found) {
        Long began = ledSince.get(leads(sink, table));
        for (int key = 0; key < table.keyCount(); key++) {
            String text = Integer.toString(key);
            KeyHistory.State last = table.history(key).latest();
            boolean unseeded = !knobs.seeds && (began == null || lastSent(table, key, began, source.endLsn()) == 0);
            boolean filtered = last.row() == null && !knobs.operations.contains(last.operation());
            if (unseeded || filtered) {
                wanted.remove(text);
                found.remove(text);
            }
        }
    }

    private Map<String, SourceRow> rowsOf(SourceTable table) {
        boolean keyed = WireSchemas.isKeyed(table, knobs.rules);
        Map<String, SourceRow> rows = new TreeMap<>();
        for (int key = 0; key < table.keyCount(); key++) {
            @Nullable SourceRow row = table.history(key).latest().row();
            if (row != null) {
                rows.put(keyed ? Integer.toString(key) : key + ":" + row.version() + ":" + row.text(), row);
            }
        }
        return rows;
    }
}
