package dev.leat.capture.postgres.slot;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.schema.TableId;
import dev.leat.api.state.StateStore;
import dev.leat.capture.postgres.slot.WantedPublication.WantedTable;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The tables that were published when the stream was opened last. One of them that is not published any more, or is another
 * table under the same name, or has another row filter, has changed without the stream saying so.
 *
 * @param oids each table's OID
 * @param rowFilters the conditions of those that have one
 */
record PublishedTables(Map<TableId, Integer> oids, Map<TableId, String> rowFilters) {
    private static final String NAME = "published";
    private static final byte FORMAT = 2;
    private static final byte WITHOUT_FILTERS = 1;

    PublishedTables {
        oids = Map.copyOf(oids);
        rowFilters = Map.copyOf(rowFilters);
    }

    static PublishedTables of(List<WantedTable> tables) {
        Map<TableId, String> filters = new HashMap<>();
        for (WantedTable table : tables) {
            String filter = table.rowFilter();
            if (filter != null) {
                filters.put(table.id(), filter);
            }
        }
        return new PublishedTables(
                tables.stream().collect(Collectors.toMap(WantedTable::id, WantedTable::oid)), filters);
    }

    /**
     * @throws CdcException SETUP when it is damaged or of a newer format
     */
    static Optional<PublishedTables> read(StateStore store) {
        return store.read(NAME).map(PublishedTables::decode);
    }

    void write(StateStore store) {
        store.write(NAME, encode());
    }

    /** The OID that a table had, or null if it was not published. */
    @Nullable
    Integer oid(TableId table) {
        return oids.get(table);
    }

    /** The row filter that a table had, or null if it had none. */
    @Nullable
    String rowFilter(TableId table) {
        return rowFilters.get(table);
    }

    private byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            out.writeInt(oids.size());
            for (Map.Entry<TableId, Integer> table : new TreeMap<>(oids).entrySet()) {
                out.writeInt(table.getValue());
                out.writeUTF(table.getKey().schema());
                out.writeUTF(table.getKey().name());
            }
            out.writeInt(rowFilters.size());
            for (Map.Entry<TableId, String> table : new TreeMap<>(rowFilters).entrySet()) {
                byte[] filter = table.getValue().getBytes(StandardCharsets.UTF_8);
                out.writeUTF(table.getKey().schema());
                out.writeUTF(table.getKey().name());
                out.writeInt(filter.length);
                out.write(filter);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static PublishedTables decode(byte[] stored) {
        Map<TableId, Integer> oids = new TreeMap<>();
        Map<TableId, String> filters = new TreeMap<>();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(stored))) {
            byte format = in.readByte();
            if (format != FORMAT && format != WITHOUT_FILTERS) {
                throw unreadable("has format " + format + ", this version reads format " + FORMAT, null);
            }
            for (int count = in.readInt(); count > 0; count--) {
                int oid = in.readInt();
                oids.put(new TableId(in.readUTF(), in.readUTF()), oid);
            }
            for (int count = format == FORMAT ? in.readInt() : 0; count > 0; count--) {
                TableId table = new TableId(in.readUTF(), in.readUTF());
                int length = in.readInt();
                if (length < 0 || length > in.available()) {
                    throw unreadable("is damaged", null);
                }
                filters.put(table, new String(in.readNBytes(length), StandardCharsets.UTF_8));
            }
            if (in.available() > 0) {
                throw unreadable("is damaged", null);
            }
        } catch (IOException malformed) {
            throw unreadable("is damaged", malformed);
        }
        return new PublishedTables(oids, filters);
    }

    private static CdcException unreadable(String why, @Nullable Throwable cause) {
        return new CdcException(
                ErrorKind.SETUP,
                "the stored list of published tables " + why + ": use the version that wrote it, or bring the state"
                        + " folder back from a copy",
                cause);
    }
}
