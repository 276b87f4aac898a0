package dev.leat.sink.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A selected table as the target sees it. Thread-safe: written by the control thread, read by the lanes. */
final class OpenTable {
    private final TableId id;
    private final Mode mode;
    private final @Nullable TableKeys keys;
    private final byte @Nullable [] stream;
    private final byte @Nullable [] channel;
    private final String shape;
    private final @Nullable KnownColumns columns;
    private volatile byte @Nullable [] stamps;

    /**
     * @param name what {@code {table}} stands for
     */
    OpenTable(TableSchema schema, String name, ChangeForm form, StateHash state) {
        id = schema.table();
        mode = form.mode();
        keys = form.keys() == null ? null : form.keys().keys(name, schema.keyColumnCount());
        stream = form.stream() == null ? null : form.stream().name(name);
        channel = form.channel() == null ? null : form.channel().name(name);
        shape = shape(schema);
        columns = mode == Mode.HASH ? new KnownColumns(state, id, keys()) : null;
    }

    TableId id() {
        return id;
    }

    Mode mode() {
        return mode;
    }

    /** How rows are named; only in modes where they have keys. */
    TableKeys keys() {
        if (keys == null) {
            throw new AssertionError("rows have no keys in mode " + mode.text());
        }
        return keys;
    }

    /** The stream of this table; only in that mode. Not to be changed. */
    byte[] stream() {
        if (stream == null) {
            throw new AssertionError("there are no streams in mode " + mode.text());
        }
        return stream;
    }

    /** Where changes are told; null when they are not. Not to be changed. */
    byte @Nullable [] channel() {
        return channel;
    }

    /** What the changes become, and under which names, to notice that it was another way before. */
    String shape() {
        return shape;
    }

    /** The fields of the rows; null in modes where rows have none. */
    @Nullable
    KnownColumns columns() {
        return columns;
    }

    /**
     * The set that takes in the key of every write of this table; null when the generation has no need of one. Changes only
     * while no write of the table is under way.
     */
    byte @Nullable [] stamps() {
        return stamps;
    }

    void stamps(byte @Nullable [] set) {
        stamps = set;
    }

    private String shape(TableSchema schema) {
        return switch (mode) {
            case HASH -> keys().shape(keyColumns(schema));
            case JSON, INVALIDATE -> mode.text() + " " + keys().shape(keyColumns(schema));
            case STREAM -> mode.text() + " " + new String(stream(), UTF_8);
            case PUBLISH -> mode.text() + " " + (channel == null ? "" : new String(channel, UTF_8));
        };
    }

    private static List<String> keyColumns(TableSchema schema) {
        List<String> names = new ArrayList<>();
        for (int part = 0; part < schema.keyColumnCount(); part++) {
            names.add(schema.column(schema.keyColumn(part)).name());
        }
        return names;
    }
}
