package dev.leat.capture.mysql.binlog;

import dev.leat.api.DecodeException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The tables that were announced. A table map is in force in its group of events only (a transaction), but nearly every one
 * has the same bytes as the last one of its table: those are compared, not decoded. A server's numbers of tables begin anew
 * when it starts: then everything is forgotten. Single-threaded.
 */
final class TableMaps {
    /** More versions of tables than a server has open at once; beyond them the oldest knowledge is worth little. */
    private static final int MAX_TABLES = 10_000;

    private static final int TABLE_ID_BYTES = 6;

    private final SchemaResolver resolver;

    /** Open addressing: {@code ids[i]} belongs to {@code tables[i]}. */
    private long[] ids = new long[64];

    private @Nullable CompiledTable[] tables = new CompiledTable[64];
    private int count;
    private @Nullable CompiledTable last;
    private long group;

    TableMaps(SchemaResolver resolver) {
        this.resolver = resolver;
    }

    /** Begins a group of events: no table map is in force. */
    void beginGroup() {
        group++;
    }

    /** Something may have changed what tables look like. */
    void fence() {
        for (CompiledTable table : tables) {
            if (table != null) {
                table.isOutdated = true;
            }
        }
    }

    void clear() {
        Arrays.fill(tables, null);
        count = 0;
        last = null;
    }

    /** @param reader stands behind the header of a table map */
    void announce(EventReader reader, boolean wideTableIds, boolean isMariaDb) {
        if (!announceAgain(reader, wideTableIds)) {
            CompiledTable compiled = compile(reader, wideTableIds, isMariaDb);
            last = compiled;
            compiled.group = group;
        }
    }

    /**
     * The same for a table map whose bytes may be any; false, with the reader where it was, if they are not those that announced
     * the table last.
     */
    boolean announceAgain(EventReader reader, boolean wideTableIds) {
        int from = reader.position();
        int to = reader.end();
        CompiledTable known = last;
        if (known == null || !isRepeated(known, reader.buffer(), from, to)) {
            if (to - from < TABLE_ID_BYTES) {
                return false;
            }
            known = tables[slot(tableId(reader, wideTableIds))];
            reader.seek(from);
            if (known == null || !isRepeated(known, reader.buffer(), from, to)) {
                return false;
            }
            last = known;
        }
        known.group = group;
        return true;
    }

    private static long tableId(EventReader reader, boolean wideTableIds) {
        return wideTableIds ? reader.u48("table_id") : reader.u32("table_id");
    }

    /** The table with this number, which was announced in this group of events. */
    CompiledTable find(long id, int at) {
        CompiledTable table = last;
        if (table == null || table.map.tableId() != id) {
            table = tables[slot(id)];
            last = table == null ? last : table;
        }
        if (table == null || table.group != group) {
            throw new DecodeException(
                    at, "table_id: expected a table that was announced in its transaction, found number " + id);
        }
        return table;
    }

    private CompiledTable compile(EventReader reader, boolean wideTableIds, boolean isMariaDb) {
        byte[] announced = Arrays.copyOfRange(reader.buffer(), reader.position(), reader.end());
        TableMapEvent map = TableMapEvent.decode(reader, wideTableIds, isMariaDb);
        CompiledTable compiled = CompiledTable.of(map, announced, resolver.resolve(map));
        put(map.tableId(), compiled);
        return compiled;
    }

    private void put(long id, CompiledTable table) {
        if (count >= MAX_TABLES) {
            dropOldGroups();
        }
        if (2 * count >= ids.length) {
            rehash(2 * ids.length);
        }
        int slot = slot(id);
        if (tables[slot] == null) {
            count++;
        }
        ids[slot] = id;
        tables[slot] = table;
    }

    private void dropOldGroups() {
        for (int i = 0; i < tables.length; i++) {
            CompiledTable table = tables[i];
            if (table != null && table.group != group) {
                tables[i] = null;
            }
        }
        rehash(ids.length);
    }

    private void rehash(int size) {
        long[] oldIds = ids;
        @Nullable CompiledTable[] old = tables;
        ids = new long[size];
        tables = new CompiledTable[size];
        count = 0;
        for (int i = 0; i < old.length; i++) {
            if (old[i] != null) {
                int slot = slot(oldIds[i]);
                ids[slot] = oldIds[i];
                tables[slot] = old[i];
                count++;
            }
        }
    }

    /** Where the number is, or where it would be put. */
    private int slot(long id) {
        int mask = ids.length - 1;
        int hash = Long.hashCode(id) * 0x9E3779B9;
        int slot = (hash ^ hash >>> 16) & mask;
        while (tables[slot] != null && ids[slot] != id) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private static boolean isRepeated(CompiledTable known, byte[] buffer, int from, int to) {
        return !known.isOutdated && Arrays.equals(known.announced, 0, known.announced.length, buffer, from, to);
    }
}
