package dev.leat.sink.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.leat.api.schema.Column;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The fields that a table's rows may have, kept in the target: a column that a newer schema no longer has is removed from
 * all rows before the first write with that schema. A new column is noted before its first value is written, so a crash at any
 * step is made good by the next start. Thread-safe: the lanes share it.
 */
final class KnownColumns {
    private static final String WHAT = "list of columns";

    private final StateHash state;
    private final byte[] field;
    private final TableKeys keys;
    private @Nullable Set<String> known;
    private final AtomicInteger version = new AtomicInteger();

    KnownColumns(StateHash state, TableId table, TableKeys keys) {
        this.state = state;
        this.field = state.columns(table);
        this.keys = keys;
    }

    /** Changes whenever the rows may have other fields than before. */
    int version() {
        return version.get();
    }

    /**
     * Makes the rows ready for writes with this schema; every write with another one is done.
     *
     * @return the version for which that holds
     */
    synchronized int settle(TableSchema schema, RedisConnection connection) {
        Set<String> wanted = new TreeSet<>();
        for (Column column : schema.columns()) {
            wanted.add(column.name());
        }
        Set<String> before = known(connection);
        Set<String> all = new TreeSet<>(before);
        if (all.addAll(wanted)) {
            store(all, connection);
        }
        Set<String> dropped = new TreeSet<>(all);
        dropped.removeAll(wanted);
        if (!dropped.isEmpty()) {
            new Sweep(connection, keys, ValueType.HASH)
                    .fields(dropped.stream().map(name -> name.getBytes(UTF_8)).toList());
            store(wanted, connection);
        }
        return version.get();
    }

    private Set<String> known(RedisConnection connection) {
        Set<String> loaded = known;
        if (loaded == null) {
            byte[] stored = connection.callForBytes(Command.HGET, state.key(), field);
            loaded = stored == null ? Set.of() : decode(stored);
            known = loaded;
        }
        return loaded;
    }

    private void store(Set<String> names, RedisConnection connection) {
        JsonArray list = new JsonArray();
        names.forEach(list::add);
        JsonObject object = StateJson.begin();
        object.add("columns", list);
        connection.call(Command.HSET, state.key(), field, object.toString().getBytes(UTF_8));
        known = Set.copyOf(names);
        version.incrementAndGet();
    }

    private static Set<String> decode(byte[] stored) {
        JsonObject object = StateJson.parse(stored, WHAT);
        return StateJson.reading(WHAT, () -> {
            Set<String> names = new TreeSet<>();
            for (JsonElement name : object.getAsJsonArray("columns")) {
                names.add(name.getAsString());
            }
            return names;
        });
    }
}
