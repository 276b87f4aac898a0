package dev.leat.sink.redis;

import dev.leat.api.Belonging;
import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Finding;
import dev.leat.api.capture.SourceIdentity;
import dev.leat.api.capture.SourceTables;
import dev.leat.api.plugin.SinkContext;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.api.sink.Marks;
import dev.leat.api.sink.SchemaAnswer;
import dev.leat.api.sink.SchemaChange;
import dev.leat.api.sink.SeedState;
import dev.leat.api.sink.Sink;
import dev.leat.api.sink.SinkWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The sink of type {@code redis}. */
final class RedisSink implements Sink {
    private static final int FIRST_BRANCH = 0;

    private final Endpoint endpoint;
    private final ChangeForm form;
    private final StateHash state;
    private final StoredMarks storedMarks = new StoredMarks();
    private final Permissions permissions;
    private final Connections connections;
    private final Fence fence;
    private final Control control;
    private final Seeding seeding;
    private volatile Map<TableId, OpenTable> tables = Map.of();

    RedisSink(Endpoint endpoint, ChangeForm form, SinkContext context) {
        this.endpoint = endpoint;
        this.form = form;
        this.state = new StateHash(context.pipeline(), context.sink());
        this.permissions = new Permissions(endpoint, state, form);
        this.connections = new Connections(endpoint, permissions, state.prefix(), context.pipeline());
        this.fence = new Fence(endpoint, state, storedMarks);
        this.control = new Control(connections, fence);
        this.seeding = new Seeding(state, new OwnedState(state, fence, endpoint), endpoint);
    }

    @Override
    public void open(SourceTables source) {
        Map<TableId, OpenTable> opened = new LinkedHashMap<>();
        for (TableSchema table : source.tables()) {
            opened.put(table.table(), new OpenTable(table, source.displayName(table.table()), form, state));
        }
        if (form.keys() == null) { // an entry or message tells its table by the name
            source.requireDistinctNames();
        }
        KeyCollisions.refuse(List.copyOf(opened.values()), state, form);
        permissions.tables(List.copyOf(opened.values()));
        tables = Map.copyOf(opened);
    }

    @Override
    public void connect() {
        RedisConnection connection = connections.open(TargetCheck.ROLE);
        try {
            requireUsable(connection);
        } finally {
            connections.close(connection);
        }
    }

    @Override
    public long claim(String owner) {
        return control.claim(connection -> {
            requireUsable(connection);
            return fence.claim(connection, owner, connections.namePrefix(), connections.ids());
        });
    }

    @Override
    public SeedState seedState(TableId table) {
        return control.run(connection -> seeding.seedState(connection, table(table)));
    }

    @Override
    public Optional<Marks> marks() {
        Optional<byte[]> stored = control.run(connection ->
                Optional.ofNullable(connection.callForBytes(Command.HGET, state.key(), state.marks(FIRST_BRANCH))));
        Optional<Marks> marks = stored.map(StoredMarks::decode);
        marks.ifPresent(storedMarks::note);
        return marks;
    }

    @Override
    public int beginSeed(TableSchema table, boolean anew) {
        return control.run(connection -> seeding.begin(connection, table(table.table()), anew));
    }

    @Override
    public void saveProgress(TableId table, int generation, String progress) {
        control.run(connection -> {
            seeding.saveProgress(connection, table(table), generation, progress);
            return true;
        });
    }

    @Override
    public void completeSeed(TableSchema table, int generation, SourceIdentity source) {
        control.run(connection -> {
            seeding.complete(connection, table(table.table()), table, generation, source);
            return true;
        });
    }

    /** Fields of columns that are gone go at once, so that only other values need the rows. */
    @Override
    public SchemaAnswer changeSchema(SchemaChange change) {
        KnownColumns columns = table(change.schema().table()).columns();
        if (columns == null) {
            return Sink.super.changeSchema(change);
        }
        control.run(connection -> columns.settle(change.schema(), connection));
        return change.changesValues() ? SchemaAnswer.READ_AGAIN : SchemaAnswer.DONE;
    }

    @Override
    public void storeMarks(Marks marks) {
        byte[] field = state.marks(marks.branch());
        control.run(connection -> {
            long added = connection.callForNumber(Command.HSET, state.key(), field, StoredMarks.encode(marks));
            if (added == 1 && storedMarks.knows(marks.branch())) {
                // The field was gone: so is everything else, and what was just stored would claim that it is there.
                connection.call(Command.HDEL, state.key(), field);
                throw Ownership.lost(endpoint, state);
            }
            return true;
        });
        storedMarks.note(marks);
    }

    @Override
    public SinkWriter openWriter(int lane) {
        String role = Integer.toString(lane);
        RedisConnection connection = connections.open(role);
        boolean ready = false;
        try {
            fence.pass(connection);
            fence.killNamesakes(connection, connections.name(role));
            ready = true;
            return new LaneWriter(
                    connection, form, state.namespace(), this::table, () -> connections.close(connection));
        } finally {
            if (!ready) {
                connections.close(connection);
            }
        }
    }

    @Override
    public boolean acceptsPartial() {
        return form.acceptsPartial();
    }

    @Override
    public boolean isKeyed() {
        return form.mode().isKeyed();
    }

    @Override
    public boolean takesMessages() {
        return !isKeyed();
    }

    @Override
    public List<Finding> check() {
        return new TargetCheck(endpoint, form, connections, permissions).findings();
    }

    @Override
    public List<Belonging> belongings() {
        return new SinkBelongings(connections.open(TargetCheck.ROLE), state).find();
    }

    @Override
    public void close() {
        connections.close();
    }

    private void requireUsable(RedisConnection connection) {
        ServerFacts.read(connection).require(endpoint, form);
        permissions.require(connection);
    }

    private OpenTable table(TableId id) {
        OpenTable table = tables.get(id);
        if (table == null) {
            throw new CdcException(
                    ErrorKind.INTERNAL, "table " + id + " was not opened in the sink for Redis at " + endpoint);
        }
        return table;
    }

    @Override
    public String toString() {
        return "RedisSink[" + endpoint + ", " + form + "]";
    }
}
