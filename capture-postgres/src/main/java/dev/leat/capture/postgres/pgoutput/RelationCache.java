package dev.leat.capture.postgres.pgoutput;

import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.capture.postgres.wire.Lsn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the server last announced about each table. The Relation message in force governs the rows that follow it, so the
 * cache belongs to one replication connection at a time; single-threaded.
 */
public final class RelationCache {
    private final SchemaResolver resolver;

    /** Open addressing: {@code oids[i]} belongs to {@code relations[i]}. */
    private int[] oids = new int[64];

    private @Nullable CompiledRelation[] relations = new CompiledRelation[64];
    private int count;

    /** What was replaced since the mark, null where nothing was known; in that order. */
    private final List<Integer> replacedOids = new ArrayList<>();

    private final List<Optional<CompiledRelation>> replaced = new ArrayList<>();

    /** Where the transactions were committed that brought what is known of captured tables. */
    private final Map<TableId, Long> announcedAt = new HashMap<>();

    private int lastOid;
    private @Nullable CompiledRelation last;
    private int version;

    /** An empty cache that asks {@code resolver} for the schemas. */
    public RelationCache(SchemaResolver resolver) {
        this.resolver = resolver;
        this.version = resolver.version();
    }

    /**
     * Resolves every captured table again if schemas would come out otherwise: the definition of a type changed, which no
     * message tells. To be called between two transactions, so that all rows of one have the same columns and no
     * {@link #rewind} goes behind it.
     */
    void renewIfOutdated() {
        int current = resolver.version();
        if (current != version) {
            version = current;
            renew();
        }
    }

    private void renew() {
        for (int i = 0; i < relations.length; i++) {
            CompiledRelation relation = relations[i];
            if (relation != null && relation.schema != null) {
                relations[i] = compile(relation.announced, relation.message());
            }
        }
        last = null;
    }

    /** Whether a captured table was announced in a transaction that was committed behind this place. */
    boolean hasAnnounced(TableId table, long lsn) {
        Long at = announcedAt.get(table);
        return at != null && Lsn.isAfter(at, lsn);
    }

    /** Whether schemas would come out otherwise now. */
    boolean isOutdated() {
        return resolver.version() != version;
    }

    /** Whether the table of a Relation message is captured and may have other columns behind it than before. */
    boolean announcesAgain(byte[] buffer, int offset, int length) {
        CompiledRelation known = length < 5 ? null : find(oidAt(buffer, offset + 1));
        return known != null && known.schema != null;
    }

    /** Remembers what is known now, for {@link #rewind}. */
    void mark() {
        if (!replacedOids.isEmpty()) {
            replacedOids.clear();
            replaced.clear();
        }
    }

    /**
     * Knows again what was known at the mark: the messages behind it will be decoded once more, and a row among them must
     * not meet the relation of a later one.
     */
    void rewind() {
        for (int i = replaced.size() - 1; i >= 0; i--) {
            // Its place stays taken, so that no other entry has to move.
            relations[slot(replacedOids.get(i))] = replaced.get(i).orElse(CompiledRelation.UNKNOWN);
        }
        last = null;
        mark();
    }

    /** The schema in force for the table with this OID, or null if it is not captured or was not announced. */
    public @Nullable TableSchema schema(int oid) {
        CompiledRelation relation = find(oid);
        return relation == null ? null : relation.schema;
    }

    /**
     * Takes note of a Relation message. The server repeats one when the table was altered, or just vacuumed; the same bytes
     * may stand for another table than before: a column that was dropped and added again has its name and type still.
     *
     * @param reader stands behind the message's tag
     * @param lsn where the transaction that it came in was committed
     */
    void announce(byte[] buffer, int offset, int length, MessageReader reader, long lsn) {
        CompiledRelation known = length < 5 ? null : find(oidAt(buffer, offset + 1));
        boolean isRepeated = known != null
                && Arrays.equals(buffer, offset, offset + length, known.announced, 0, known.announced.length);
        if (known != null && known.schema == null && isRepeated) {
            return;
        }
        RelationMessage message = RelationMessage.decode(reader);
        if (known != null && known.schema != null) {
            resolver.refresh(message.oid());
        }
        byte[] announced = Arrays.copyOfRange(buffer, offset, offset + length);
        CompiledRelation compiled = compile(announced, message);
        if (isRepeated && known != null && known.schema == compiled.schema) {
            return;
        }
        if (compiled.schema != null) {
            announcedAt.put(compiled.schema.table(), lsn);
        }
        replacedOids.add(message.oid());
        replaced.add(Optional.ofNullable(known));
        put(message.oid(), compiled);
    }

    private CompiledRelation compile(byte[] announced, RelationMessage message) {
        return CompiledRelation.of(announced, message, resolver.resolve(message));
    }

    @Nullable
    CompiledRelation find(int oid) {
        CompiledRelation cached = last;
        if (oid == lastOid && cached != null) {
            return cached;
        }
        CompiledRelation found = relations[slot(oid)];
        if (found == CompiledRelation.UNKNOWN) {
            return null;
        }
        lastOid = oid;
        last = found;
        return found;
    }

    private void put(int oid, CompiledRelation relation) {
        if (2 * count >= oids.length) {
            grow();
        }
        int slot = slot(oid);
        if (relations[slot] == null) {
            count++;
        }
        oids[slot] = oid;
        relations[slot] = relation;
        last = null;
    }

    private void grow() {
        int[] oldOids = oids;
        @Nullable CompiledRelation[] oldRelations = relations;
        oids = new int[2 * oldOids.length];
        relations = new CompiledRelation[oids.length];
        for (int i = 0; i < oldOids.length; i++) {
            if (oldRelations[i] != null) {
                int slot = slot(oldOids[i]);
                oids[slot] = oldOids[i];
                relations[slot] = oldRelations[i];
            }
        }
    }

    /** Where the OID is, or where it would be put. */
    private int slot(int oid) {
        int mask = oids.length - 1;
        int hash = oid * 0x9E3779B9;
        int slot = (hash ^ hash >>> 16) & mask;
        while (relations[slot] != null && oids[slot] != oid) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private static int oidAt(byte[] buffer, int offset) {
        return buffer[offset] << 24
                | (buffer[offset + 1] & 0xFF) << 16
                | (buffer[offset + 2] & 0xFF) << 8
                | (buffer[offset + 3] & 0xFF);
    }
}
