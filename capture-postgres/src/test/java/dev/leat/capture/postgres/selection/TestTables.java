package dev.leat.capture.postgres.selection;

import dev.leat.api.schema.TableId;
import dev.leat.capture.postgres.catalog.Table;
import dev.leat.capture.postgres.catalog.Table.Kind;
import dev.leat.capture.postgres.catalog.Table.Persistence;
import dev.leat.capture.postgres.catalog.TableColumn;
import dev.leat.capture.postgres.catalog.TableColumn.Generated;
import dev.leat.capture.postgres.catalog.TableDefinition;
import dev.leat.capture.postgres.catalog.TableIndex;
import dev.leat.capture.postgres.key.ReplicaIdentity;
import dev.leat.capture.postgres.value.PgType;
import dev.leat.capture.postgres.value.TypeCatalog;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tables as the catalog would bring them. */
final class TestTables {
    static final int INT4 = 23;
    static final int TEXT = 25;

    /** Knows no types but the server's own. */
    static final TypeCatalog NO_TYPES = new TypeCatalog() {
        @Override
        public Optional<PgType> find(int oid) {
            return Optional.empty();
        }
    };

    private final int oid;
    private final String schema;
    private final String name;
    private Kind kind = Kind.TABLE;
    private Persistence persistence = Persistence.PERMANENT;
    private ReplicaIdentity identity = ReplicaIdentity.DEFAULT;
    private @Nullable TableId root;
    private @Nullable String extension;
    private final List<TableColumn> columns = new ArrayList<>();
    private final List<TableIndex> indexes = new ArrayList<>();

    private TestTables(int oid, String schema, String name) {
        this.oid = oid;
        this.schema = schema;
        this.name = name;
    }

    static TestTables named(String schema, String name) {
        return new TestTables(schema.hashCode() * 31 + name.hashCode(), schema, name);
    }

    /** {@code public.NAME (id int PRIMARY KEY, name text)}. */
    static TestTables withKey(String name) {
        return named("public", name)
                .column("id", INT4, true)
                .column("name", TEXT, false)
                .primaryKey("id");
    }

    TestTables kind(Kind wanted) {
        kind = wanted;
        return this;
    }

    TestTables persistence(Persistence wanted) {
        persistence = wanted;
        return this;
    }

    TestTables identity(ReplicaIdentity wanted) {
        identity = wanted;
        return this;
    }

    TestTables partitionOf(TableId wanted) {
        root = wanted;
        return this;
    }

    TestTables ofExtension(String wanted) {
        extension = wanted;
        return this;
    }

    TestTables column(String column, int type, boolean isNotNull) {
        columns.add(new TableColumn(columns.size() + 1, column, type, -1, isNotNull, Generated.NO));
        return this;
    }

    TestTables primaryKey(String... key) {
        return index(name + "_pkey", true, false, false, key);
    }

    TestTables unique(String index, String... key) {
        return index(index, false, false, false, key);
    }

    TestTables deferrablePrimaryKey(String... key) {
        return index(name + "_pkey", true, true, false, key);
    }

    TestTables identityIndex(String index, String... key) {
        identity = ReplicaIdentity.INDEX;
        return index(index, false, false, true, key);
    }

    private TestTables index(String index, boolean isPrimary, boolean isDeferrable, boolean isIdentity, String... key) {
        List<Integer> numbers = Arrays.stream(key)
                .map(column -> columns.stream().map(TableColumn::name).toList().indexOf(column) + 1)
                .toList();
        indexes.add(new TableIndex(
                oid + indexes.size() + 1, index, numbers, isPrimary, true, isDeferrable, true, false, isIdentity));
        return this;
    }

    Table table() {
        return new Table(
                oid,
                new TableId(schema, name),
                kind,
                kind == Table.Kind.TABLE,
                root,
                false,
                persistence,
                identity,
                extension,
                true,
                true,
                false,
                -1,
                0);
    }

    TableDefinition definition() {
        return new TableDefinition(table(), columns, indexes);
    }
}
