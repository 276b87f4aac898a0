package dev.leat.sink.redis;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.capture.SourceIdentity;
import dev.leat.api.schema.TableSchema;
import dev.leat.api.sink.SeedState;
import dev.leat.sink.redis.OwnedState.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of a table's seedings in the target. A generation over rows that were there before keeps a set of the keys that it
 * wrote, made in the same step as its record and removed in the same step as the statement that the table is seeded: at
 * no time is there a record that asks for a set without the set.
 *
 * <p>Streams and channels have no rows to remove: a seeding is more changes there, and its state says only that it need not
 * be done again. In mode invalidate it ends with an {@link Invalidation}.
 */
final class Seeding {
    private static final Logger LOG = LoggerFactory.getLogger(Seeding.class);

    /** A member that no key can be: the set exists from the start, and one without it is not whole. */
    private static final byte[] GUARD = {};

    private final StateHash state;
    private final OwnedState owned;
    private final Endpoint endpoint;

    Seeding(StateHash state, OwnedState owned, Endpoint endpoint) {
        this.state = state;
        this.owned = owned;
        this.endpoint = endpoint;
    }

    SeedState seedState(RedisConnection connection, OpenTable table) {
        table.stamps(null);
        TableRecord record = read(connection, table);
        if (record == null || !record.keys().equals(table.shape())) {
            return new SeedState.Unseeded();
        }
        SourceIdentity source = record.source();
        if (source != null) {
            return new SeedState.Seeded(record.generation(), source);
        }
        if (record.stamped()) {
            byte[] stamps = stamps(table, record);
            if (!isWhole(connection, stamps)) {
                return new SeedState.Unseeded();
            }
            // Live changes that come before the seeding goes on belong to its generation.
            table.stamps(stamps);
        }
        return new SeedState.Partial(record.generation(), record.progress());
    }

    int begin(RedisConnection connection, OpenTable table, boolean anew) {
        byte[] before = owned.read(connection, state.table(table.id()));
        TableRecord record = before == null ? null : TableRecord.decode(before);
        if (record != null && !anew && isUnfinished(record, table)) {
            if (!record.stamped()) {
                return record.generation();
            }
            byte[] stamps = stamps(table, record);
            if (isWhole(connection, stamps)) {
                table.stamps(stamps);
                return record.generation();
            }
            if (table.stamps() != null) {
                throw lostStamps(table);
            }
        }
        boolean overRows = table.mode().holdsRows()
                && TableScan.findsAny(connection, table.keys(), table.mode().rowType());
        int generation = record == null ? 1 : record.generation() + 1;
        byte[] stamps = state.stamps(table.id(), generation);
        List<byte[][]> commands = new ArrayList<>();
        commands.add(RedisConnection.words(Command.UNLINK, stamps));
        if (record != null && record.stamped()) {
            commands.add(RedisConnection.words(Command.UNLINK, stamps(table, record)));
        }
        if (overRows) {
            commands.add(RedisConnection.words(Command.SADD, stamps, GUARD));
        }
        byte[] next = new TableRecord(generation, overRows, table.shape(), "", null).encode();
        owned.update(connection, state.table(table.id()), now -> {
            if (!Arrays.equals(now, before)) {
                throw changed(table);
            }
            return Step.set(next, commands);
        });
        table.stamps(overRows ? stamps : null);
        return generation;
    }

    void saveProgress(RedisConnection connection, OpenTable table, int generation, String progress) {
        owned.update(connection, state.table(table.id()), now -> {
            TableRecord record = requireUnfinished(now, table, generation);
            return Step.set(record.withProgress(progress).encode(), List.of());
        });
    }

    void complete(
            RedisConnection connection, OpenTable table, TableSchema schema, int generation, SourceIdentity source) {
        TableRecord record = read(connection, table);
        if (record != null && record.isSeeded() && record.generation() == generation) {
            table.stamps(null);
            return;
        }
        if (table.mode() == Mode.INVALIDATE) {
            Invalidation.of(table, connection);
        }
        List<byte[][]> commands = new ArrayList<>();
        if (record != null && record.stamped()) {
            byte[] stamps = stamps(table, record);
            if (!isWhole(connection, stamps)) {
                forget(connection, table, generation);
                throw lostStamps(table);
            }
            Sweep sweep = new Sweep(connection, table.keys(), table.mode().rowType());
            sweep.rowsOutside(stamps, schema);
            if (sweep.removedRows() > 0) {
                LOG.info("{}: removed {} rows that the source no longer has", table.id(), sweep.removedRows());
            }
            commands.add(RedisConnection.words(Command.UNLINK, stamps));
        }
        owned.update(connection, state.table(table.id()), now -> {
            TableRecord unfinished = requireUnfinished(now, table, generation);
            return Step.set(unfinished.seeded(source).encode(), commands);
        });
        table.stamps(null);
    }

    private void forget(RedisConnection connection, OpenTable table, int generation) {
        owned.update(connection, state.table(table.id()), now -> {
            requireUnfinished(now, table, generation);
            return Step.remove();
        });
    }

    private @Nullable TableRecord read(RedisConnection connection, OpenTable table) {
        byte[] stored = owned.read(connection, state.table(table.id()));
        return stored == null ? null : TableRecord.decode(stored);
    }

    private byte[] stamps(OpenTable table, TableRecord record) {
        return state.stamps(table.id(), record.generation());
    }

    private static boolean isWhole(RedisConnection connection, byte[] stamps) {
        return connection.callForNumber(Command.SISMEMBER, stamps, GUARD) == 1;
    }

    private static boolean isUnfinished(TableRecord record, OpenTable table) {
        return !record.isSeeded() && record.keys().equals(table.shape());
    }

    private TableRecord requireUnfinished(byte @Nullable [] stored, OpenTable table, int generation) {
        if (stored == null) {
            throw Ownership.lost(endpoint, state);
        }
        TableRecord record = TableRecord.decode(stored);
        if (record.isSeeded() || record.generation() != generation) {
            throw new CdcException(
                    ErrorKind.INTERNAL,
                    "generation " + generation + " of " + table.id()
                            + " is not the one that is being seeded in Redis at " + endpoint + "; that is "
                            + record.generation());
        }
        return record;
    }

    private CdcException changed(OpenTable table) {
        return new CdcException(
                ErrorKind.INTERNAL,
                "the seed state of " + table.id() + " in Redis at " + endpoint + " changed under way");
    }

    private CdcException lostStamps(OpenTable table) {
        return new CdcException(
                ErrorKind.GAP,
                "Redis at " + endpoint + " lost the set of keys that tells the new rows of " + table.id()
                        + " from the old ones (evicted or deleted): run again to seed the table anew, with"
                        + " maxmemory-policy noeviction");
    }
}
