package dev.leat.core.engine.decision;

import dev.leat.api.Position;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.api.sink.SchemaChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Notices in the stream that a table has other columns than its rows in the sinks. Columns are settled when all rows have them
 * and nothing of before can come again: what was not settled is noticed once more behind a crash or on another connection.
 */
final class SchemaChanges {
    private final LedTables tables;
    private final long selection;
    private final Rules rules;
    private final Map<TableId, RowShape> settled = new HashMap<>();
    private final Map<TableId, RowShape> known = new HashMap<>();
    private final Map<TableId, TableSchema> last = new HashMap<>();
    private final Map<TableId, Open> open = new HashMap<>();

    /**
     * Columns that are not settled yet.
     *
     * @param noticed the end of everything before the batch that brought them
     * @param hasRows whether that batch has rows: some of their transaction may have the columns of before
     */
    private record Open(RowShape shape, Position noticed, boolean hasRows) {
        boolean isPast(Position confirmed) {
            return hasRows ? confirmed.compareTo(noticed) > 0 : confirmed.isAtOrAfter(noticed);
        }
    }

    SchemaChanges(LedTables tables, CoreSettings settings) {
        this.tables = tables;
        this.selection = settings.fingerprint();
        this.rules = settings.rules();
        for (TableSchema schema : tables.schemas()) {
            RowShape before = tables.settled().get(schema.table());
            settled.put(schema.table(), before == null ? RowShape.of(selection, schema) : before);
        }
        known.putAll(settled);
    }

    /** What the batch brings that is new; {@code at} is the end of everything before it. */
    List<SchemaChange> in(ChangeBatch batch, Position at) {
        List<SchemaChange> changes = List.of();
        for (int i = 0; i < batch.schemaCount(); i++) {
            TableSchema schema = batch.schema(i);
            boolean isAnnounced = batch.size() == 0;
            if (last.put(schema.table(), schema) != schema || isAnnounced) {
                Optional<SchemaChange> change = notice(schema, at, batch.size() > 0);
                if (change.isPresent()) {
                    changes = changes.isEmpty() ? new ArrayList<>() : changes;
                    changes.add(change.get());
                }
            }
        }
        return changes;
    }

    private Optional<SchemaChange> notice(TableSchema schema, Position at, boolean hasRows) {
        RowShape before = known.get(schema.table());
        if (before == null) {
            return Optional.empty();
        }
        RowShape brought = RowShape.of(selection, schema);
        RowShape now = hasRows ? brought.asFarAsSent(before, schema.hasUniqueKey()) : brought;
        if (before.equals(now)) {
            return Optional.empty();
        }
        known.put(schema.table(), now);
        open.put(schema.table(), new Open(now, at, hasRows));
        // what is seeded anew may have got rows since that are gone
        boolean isReadLater = tables.isReadLater(schema.table(), at) && !before.hasLostRowsBy(now);
        return isReadLater ? Optional.empty() : before.changeTo(now, schema);
    }

    /** The stream begins again: rows may come with the columns that they had before. */
    void reconnect() {
        known.clear();
        known.putAll(settled);
        last.clear();
        open.clear();
    }

    /**
     * Settles what can be; empty when that is nothing, else the columns of all tables.
     *
     * @param confirmed what never comes again
     * @param isRead whether all rows of a table were read since its columns changed
     */
    Optional<Map<TableId, RowShape>> settle(Position confirmed, Predicate<TableId> isRead) {
        boolean some = false;
        for (Iterator<Map.Entry<TableId, Open>> each = open.entrySet().iterator(); each.hasNext(); ) {
            Map.Entry<TableId, Open> entry = each.next();
            Open columns = entry.getValue();
            boolean isPast = columns.isPast(confirmed) && isRead.test(entry.getKey());
            if (isPast || !rules.holds(Rule.T2)) {
                settled.put(entry.getKey(), columns.shape());
                each.remove();
                some = true;
            }
        }
        return some ? Optional.of(settled()) : Optional.empty();
    }

    boolean isSettled() {
        return open.isEmpty();
    }

    /** The columns of all tables, as they are to be stored. */
    Map<TableId, RowShape> settled() {
        return new TreeMap<>(settled);
    }
}
