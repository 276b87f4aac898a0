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
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The tables that were published when the stream was opened last. One of them that is not published any more, or is another
 * table under the same name, or has another row filter, or was out of the publication for a while, has changed without the
 * stream saying so.
 *
 * @param oids each table's OID
 * @param rowFilters the conditions of those that have one
 * @param memberships how each is in the publication, where that is known
 */
record PublishedTables(
        Map<TableId, Integer> oids, Map<TableId, String> rowFilters, Map<TableId, Membership> memberships) {
    private static final String NAME = "published";
    private static final byte FORMAT = 3;
    private static final byte WITH_FILTERS_SINCE = 2;
    private static final byte WITH_MEMBERSHIPS_SINCE = 3;

    PublishedTables {
        oids = Map.copyOf(oids);
        rowFilters = Map.copyOf(rowFilters);
        memberships = Map.copyOf(memberships);
    }

    static PublishedTables of(List<WantedTable> tables, Map<TableId, Membership> memberships) {
        Map<TableId, String> filters = new HashMap<>();
        for (WantedTable table : tables) {
            String filter = table.rowFilter();
            if (filter != null) {
                filters.put(table.id(), filter);
            }
        }
        return new PublishedTables(
                tables.stream().collect(Collectors.toMap(WantedTable::id, WantedTable::oid)), filters, memberships);
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

    Membership membership(TableId table) {
        return memberships.getOrDefault(table, Membership.UNKNOWN);
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
                out.writeUTF(table.getKey().schema());
                out.writeUTF(table.getKey().name());
                writeText(out, table.getValue());
            }
            out.writeInt(memberships.size());
            for (Map.Entry<TableId, Membership> table : new TreeMap<>(memberships).entrySet()) {
                out.writeUTF(table.getKey().schema());
                out.writeUTF(table.getKey().name());
                writeText(out, table.getValue().definition());
                out.writeInt(table.getValue().rows().size());
                for (int row : new TreeSet<>(table.getValue().rows())) {
                    out.writeInt(row);
                }
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /** Of any length. */
    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String readText(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new EOFException();
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private static PublishedTables decode(byte[] stored) {
        Map<TableId, Integer> oids = new TreeMap<>();
        Map<TableId, String> filters = new TreeMap<>();
        Map<TableId, Membership> memberships = new TreeMap<>();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(stored))) {
            byte format = in.readByte();
            if (format < 1 || format > FORMAT) {
                throw unreadable("has format " + format + ", this version reads format " + FORMAT, null);
            }
            for (int count = in.readInt(); count > 0; count--) {
                int oid = in.readInt();
                oids.put(new TableId(in.readUTF(), in.readUTF()), oid);
            }
            for (int count = format >= WITH_FILTERS_SINCE ? in.readInt() : 0; count > 0; count--) {
                filters.put(new TableId(in.readUTF(), in.readUTF()), readText(in));
            }
            for (int count = format >= WITH_MEMBERSHIPS_SINCE ? in.readInt() : 0; count > 0; count--) {
                TableId table = new TableId(in.readUTF(), in.readUTF());
                String definition = readText(in);
                Set<Integer> rows = new HashSet<>();
                for (int left = in.readInt(); left > 0; left--) {
                    rows.add(in.readInt());
                }
                memberships.put(table, new Membership(rows, definition));
            }
            if (in.available() > 0) {
                throw unreadable("is damaged", null);
            }
        } catch (IOException malformed) {
            throw unreadable("is damaged", malformed);
        }
        return new PublishedTables(oids, filters, memberships);
    }

    private static CdcException unreadable(String why, @Nullable Throwable cause) {
        return new CdcException(
                ErrorKind.SETUP,
                "the stored list of published tables " + why + ": use the version that wrote it, or bring the state"
                        + " folder back from a copy",
                cause);
    }
}
