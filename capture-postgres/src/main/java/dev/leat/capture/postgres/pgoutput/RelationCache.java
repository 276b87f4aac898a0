package dev.leat.capture.postgres.pgoutput;

import dev.leat.api.schema.TableSchema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

    private int lastOid;
    private @Nullable CompiledRelation last;

    /** An empty cache that asks {@code resolver} for the schemas. */
    public RelationCache(SchemaResolver resolver) {
        this.resolver = resolver;
    }

    /**
     * Forgets everything, so that each table is resolved again when it is announced: after the definition of a type
     * changed, which no message tells.
     */
    public void clear() {
        Arrays.fill(relations, null);
        count = 0;
        last = null;
        mark();
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
     * Takes note of a Relation message; one that repeats what is known changes nothing.
     *
     * @param reader stands behind the message's tag
     */
    void announce(byte[] buffer, int offset, int length, MessageReader reader) {
        CompiledRelation known = length < 5 ? null : find(oidAt(buffer, offset + 1));
        if (known != null
                && Arrays.equals(buffer, offset, offset + length, known.announced, 0, known.announced.length)) {
            return;
        }
        RelationMessage message = RelationMessage.decode(reader);
        byte[] announced = Arrays.copyOfRange(buffer, offset, offset + length);
        CompiledRelation compiled = CompiledRelation.of(announced, message, resolver.resolve(message));
        replacedOids.add(message.oid());
        replaced.add(Optional.ofNullable(known));
        put(message.oid(), compiled);
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
