package dev.leat.capture.postgres.unsent;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.schema.Revision;
import dev.leat.api.state.StateStore;
import dev.leat.capture.postgres.catalog.Trace;
import dev.leat.capture.postgres.catalog.Trace.Part;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The traces of tables as they were seen last, with their revisions, by OID, as a value of the pipeline's state:
 *
 * <pre>
 *   format 1 byte, count, then for each table, all of 4 bytes but the flags:
 *     OID, rewritten, removed, horizon
 *     count, then for each column: attnum, transaction
 *     count, then for each part: OID, parent, attached by, file, table of large values, flags 1 byte
 * </pre>
 */
final class StoredTraces {
    private static final String NAME = "traces";
    private static final byte FORMAT = 1;
    private static final int LEAF = 1;
    private static final int MADE_AS_PARTITION = 2;

    private StoredTraces() {}

    /**
     * A table as it was seen last.
     *
     * @param horizon rows of transactions before this one were there then, or gone
     */
    record Seen(Revision revision, int horizon, Trace trace) {}

    /**
     * @throws CdcException SETUP when it is damaged or of a newer format
     */
    static Map<Integer, Seen> read(StateStore store) {
        return store.read(NAME).map(StoredTraces::decode).orElse(Map.of());
    }

    static void write(StateStore store, Map<Integer, Seen> tables) {
        store.write(NAME, encode(tables));
    }

    private static byte[] encode(Map<Integer, Seen> tables) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            out.writeInt(tables.size());
            for (Map.Entry<Integer, Seen> table : new TreeMap<>(tables).entrySet()) {
                Seen seen = table.getValue();
                out.writeInt(table.getKey());
                out.writeInt(seen.revision().rewritten());
                out.writeInt(seen.revision().removed());
                out.writeInt(seen.horizon());
                out.writeInt(seen.trace().columns().size());
                for (Map.Entry<Integer, Integer> column :
                        new TreeMap<>(seen.trace().columns()).entrySet()) {
                    out.writeInt(column.getKey());
                    out.writeInt(column.getValue());
                }
                out.writeInt(seen.trace().parts().size());
                for (Map.Entry<Integer, Part> part : new TreeMap<>(seen.trace().parts()).entrySet()) {
                    out.writeInt(part.getKey());
                    write(out, part.getValue());
                }
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, Part part) throws IOException {
        out.writeInt(part.parent());
        out.writeInt(part.attachedBy());
        out.writeInt(part.file());
        out.writeInt(part.largeTable());
        out.writeByte((part.isLeaf() ? LEAF : 0) | (part.wasMadeAsPartition() ? MADE_AS_PARTITION : 0));
    }

    private static Map<Integer, Seen> decode(byte[] stored) {
        Map<Integer, Seen> tables = new HashMap<>();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(stored))) {
            byte format = in.readByte();
            if (format != FORMAT) {
                throw unreadable("have format " + format + ", this version reads format " + FORMAT, null);
            }
            for (int count = in.readInt(); count > 0; count--) {
                int oid = in.readInt();
                Revision revision = new Revision(in.readInt(), in.readInt());
                int horizon = in.readInt();
                Map<Integer, Integer> columns = new HashMap<>();
                for (int left = in.readInt(); left > 0; left--) {
                    columns.put(in.readInt(), in.readInt());
                }
                Map<Integer, Part> parts = new HashMap<>();
                for (int left = in.readInt(); left > 0; left--) {
                    parts.put(in.readInt(), part(in));
                }
                tables.put(oid, new Seen(revision, horizon, new Trace(columns, parts)));
            }
            if (in.available() > 0) {
                throw unreadable("are damaged", null);
            }
        } catch (IOException malformed) {
            throw unreadable("are damaged", malformed);
        }
        return tables;
    }

    private static Part part(DataInputStream in) throws IOException {
        int parent = in.readInt();
        int attachedBy = in.readInt();
        int file = in.readInt();
        int largeTable = in.readInt();
        byte flags = in.readByte();
        return new Part(parent, attachedBy, file, largeTable, (flags & LEAF) != 0, (flags & MADE_AS_PARTITION) != 0);
    }

    private static CdcException unreadable(String why, @Nullable Throwable cause) {
        return new CdcException(
                ErrorKind.SETUP,
                "the stored traces of tables " + why
                        + ": use the version that wrote them, or bring the state folder back" + " from a copy",
                cause);
    }
}
