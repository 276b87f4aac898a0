package dev.leat.capture.postgres.slot;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.schema.TableId;
import dev.leat.api.state.StateStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The tables that were published when the stream was opened last. One of them that is not published any more, or is another
 * table under the same name, has changed without the stream saying so.
 *
 * @param oids each table's OID
 */
record PublishedTables(Map<TableId, Integer> oids) {
    private static final String NAME = "published";
    private static final byte FORMAT = 1;

    PublishedTables {
        oids = Map.copyOf(oids);
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
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static PublishedTables decode(byte[] stored) {
        Map<TableId, Integer> oids = new TreeMap<>();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(stored))) {
            byte format = in.readByte();
            if (format != FORMAT) {
                throw unreadable("has format " + format + ", this version reads format " + FORMAT, null);
            }
            for (int count = in.readInt(); count > 0; count--) {
                int oid = in.readInt();
                oids.put(new TableId(in.readUTF(), in.readUTF()), oid);
            }
            if (in.available() > 0) {
                throw unreadable("is damaged", null);
            }
        } catch (IOException malformed) {
            throw unreadable("is damaged", malformed);
        }
        return new PublishedTables(oids);
    }

    private static CdcException unreadable(String why, @Nullable Throwable cause) {
        return new CdcException(
                ErrorKind.SETUP,
                "the stored list of published tables " + why + ": use the version that wrote it, or bring the state"
                        + " folder back from a copy",
                cause);
    }
}
