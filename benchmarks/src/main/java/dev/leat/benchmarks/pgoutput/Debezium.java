package dev.leat.benchmarks.pgoutput;

import io.debezium.connector.postgresql.PostgresSchema;
import io.debezium.connector.postgresql.PostgresType;
import io.debezium.connector.postgresql.TypeRegistry;
import io.debezium.connector.postgresql.connection.MessageDecoderContext;
import io.debezium.connector.postgresql.connection.ReplicationMessage;
import io.debezium.connector.postgresql.connection.pgoutput.PgOutputMessageDecoder;
import io.debezium.relational.Column;
import io.debezium.relational.Table;
import io.debezium.relational.TableId;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.Blackhole;

/** Debezium's decoder with the types and the table that it would have read from the database. */
final class Debezium {
    private final PgOutputMessageDecoder decoder;
    private final TypeRegistry types;
    private final ByteBuffer[] messages;

    Debezium(Workload workload, Recording recorded) {
        types = registry(workload);
        FixedSchema schema = allocate(FixedSchema.class);
        schema.table = table(workload);
        decoder = new PgOutputMessageDecoder(new MessageDecoderContext(null, schema), null);
        // The Relation message makes it ask the database; it is resolved already.
        messages = new ByteBuffer[recorded.ends().length - 1];
        for (int i = 0; i < messages.length; i++) {
            int start = recorded.ends()[i];
            messages[i] = ByteBuffer.wrap(recorded.bytes(), start, recorded.ends()[i + 1] - start)
                    .slice();
        }
    }

    /** Decodes everything. */
    void decode(Blackhole sink) throws SQLException, InterruptedException {
        for (ByteBuffer message : messages) {
            message.rewind();
            decoder.processMessage(message, sink::consume, types);
        }
    }

    /** Decodes everything and converts every value. */
    void decodeAndRead(Blackhole sink) throws SQLException, InterruptedException {
        for (ByteBuffer message : messages) {
            message.rewind();
            decoder.processMessage(message, change -> read(change, sink), types);
        }
    }

    private static void read(ReplicationMessage change, Blackhole sink) {
        if (change.getOperation() == ReplicationMessage.Operation.BEGIN
                || change.getOperation() == ReplicationMessage.Operation.COMMIT) {
            return;
        }
        read(change.getOldTupleList(), sink);
        read(change.getNewTupleList(), sink);
    }

    private static void read(@Nullable List<ReplicationMessage.Column> columns, Blackhole sink) {
        if (columns != null) {
            for (ReplicationMessage.Column column : columns) {
                sink.consume(column.getValue(null, false));
            }
        }
    }

    private static Table table(Workload workload) {
        List<Column> columns = workload.columns().stream()
                .map(column -> Column.editor()
                        .name(column.name())
                        .type(column.type(), column.type())
                        .nativeType(column.oid())
                        .optional(true)
                        .create())
                .toList();
        return Table.editor()
                .tableId(new TableId(null, "public", "t"))
                .addColumns(columns)
                .setPrimaryKeyNames("id")
                .create();
    }

    private static TypeRegistry registry(Workload workload) {
        TypeRegistry registry = allocate(TypeRegistry.class);
        Map<String, PostgresType> byName = new HashMap<>();
        Map<Integer, PostgresType> byOid = new HashMap<>();
        for (Workload.Column column : workload.columns()) {
            PostgresType type = new PostgresType.Builder(registry, column.type(), column.oid(), 0, -1, null).build();
            byName.put(column.type(), type);
            byName.put("public." + column.type(), type);
            byOid.put(column.oid(), type);
        }
        set(registry, "nameToType", byName);
        set(registry, "oidToType", byOid);
        return registry;
    }

    /** The one table, whatever its OID. */
    private static final class FixedSchema extends PostgresSchema {
        private @Nullable Table table;

        /** Never called: the superclass wants a connector around it. */
        private FixedSchema() {
            super(null, null, null, null, null);
        }

        @Override
        public @Nullable Table tableFor(int relationId) {
            return table;
        }
    }

    /** An object without its constructor, which would ask a database. */
    private static <T> T allocate(Class<T> type) {
        try {
            Class<?> factory = Class.forName("sun.reflect.ReflectionFactory");
            Object instance = factory.getMethod("getReflectionFactory").invoke(null);
            Object constructor = factory.getMethod("newConstructorForSerialization", Class.class, Constructor.class)
                    .invoke(instance, type, Object.class.getDeclaredConstructor());
            return type.cast(((Constructor<?>) constructor).newInstance());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make a " + type, e);
        }
    }

    private static void set(Object target, String name, Object value) {
        try {
            Field field = target.getClass().getDeclaredField(name);
            field.setAccessible(true);
            field.set(target, value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot set " + name, e);
        }
    }
}
