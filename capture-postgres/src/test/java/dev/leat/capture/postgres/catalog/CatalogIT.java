package dev.leat.capture.postgres.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.leat.api.schema.TableId;
import dev.leat.capture.postgres.catalog.Table.Kind;
import dev.leat.capture.postgres.catalog.Table.Persistence;
import dev.leat.capture.postgres.catalog.TableColumn.Generated;
import dev.leat.capture.postgres.key.ReplicaIdentity;
import dev.leat.capture.postgres.session.Login;
import dev.leat.capture.postgres.session.PostgresUrl;
import dev.leat.capture.postgres.session.Session;
import dev.leat.capture.postgres.value.PgType;
import dev.leat.capture.postgres.wire.Lsn;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class CatalogIT {
    private final PostgresServer server = PostgresServer.shared();
    private TestDatabase database;
    private Connection session;

    @BeforeEach
    void open() throws SQLException {
        database = server.createDatabase();
        session = Session.open(login(), "leat test");
    }

    @AfterEach
    void close() throws SQLException {
        session.close();
        database.close();
    }

    private Login login() {
        return Login.of(PostgresUrl.parse(database.leatUrl()), null, null, null);
    }

    @Test
    void tellsTablesFromWhatOnlyLooksLikeOne() throws SQLException {
        database.execute(
                "CREATE SCHEMA \"Sales.x\"",
                "CREATE TABLE \"Sales.x\".\"O\"\"rders\" (id int)",
                "CREATE TABLE plain (id int PRIMARY KEY)",
                "CREATE UNLOGGED TABLE unlogged (id int)",
                "CREATE VIEW view AS SELECT 1 AS one",
                "CREATE MATERIALIZED VIEW matview AS SELECT 1 AS one",
                "CREATE TABLE parent (id int)",
                "CREATE TABLE child () INHERITS (parent)",
                "CREATE TABLE nothing (id int)",
                "ALTER TABLE nothing REPLICA IDENTITY NOTHING",
                "CREATE TABLE \"full\" (id int)",
                "ALTER TABLE \"full\" REPLICA IDENTITY FULL");

        List<Table> tables = new Tables(session).all();

        assertThat(tables)
                .extracting(table -> table.id().toString())
                .containsExactly(
                        "Sales.x.O\"rders",
                        "public.child",
                        "public.full",
                        "public.matview",
                        "public.nothing",
                        "public.parent",
                        "public.plain",
                        "public.unlogged",
                        "public.view");
        Table plain = named(tables, "plain");
        assertThat(plain.kind()).isEqualTo(Kind.TABLE);
        assertThat(plain.persistence()).isEqualTo(Persistence.PERMANENT);
        assertThat(plain.replicaIdentity()).isEqualTo(ReplicaIdentity.DEFAULT);
        assertThat(plain.isPublishable()).isTrue();
        assertThat(plain.isPartition()).isFalse();
        assertThat(plain.hasChildren()).isFalse();
        assertThat(plain.extension()).isNull();
        assertThat(plain.isOwned()).isTrue();
        assertThat(plain.isSelectable()).isTrue();
        assertThat(plain.hidesRows()).isFalse();
        assertThat(plain.estimatedRows()).isEqualTo(-1);
        assertThat(named(tables, "unlogged").persistence()).isEqualTo(Persistence.UNLOGGED);
        assertThat(named(tables, "unlogged").isPublishable()).isFalse();
        assertThat(named(tables, "view").kind()).isEqualTo(Kind.VIEW);
        assertThat(named(tables, "view").isPublishable()).isFalse();
        assertThat(named(tables, "matview").kind()).isEqualTo(Kind.MATERIALIZED_VIEW);
        assertThat(named(tables, "parent").hasChildren()).isTrue();
        assertThat(named(tables, "child").isPartition()).isFalse();
        assertThat(named(tables, "nothing").replicaIdentity()).isEqualTo(ReplicaIdentity.NOTHING);
        assertThat(named(tables, "full").replicaIdentity()).isEqualTo(ReplicaIdentity.FULL);
        assertThat(new Tables(session).find(new TableId("Sales.x", "O\"rders"))).isPresent();
        assertThat(new Tables(session).find(new TableId("public", "PLAIN"))).isEmpty();
    }

    @Test
    void reachesPartitionsThroughTheirRoot() throws SQLException {
        database.execute(
                "CREATE TABLE root (id int, at date) PARTITION BY RANGE (at)",
                "CREATE TABLE middle PARTITION OF root FOR VALUES FROM ('2020-01-01') TO ('2030-01-01')"
                        + " PARTITION BY LIST (id)",
                "CREATE TABLE leaf1 PARTITION OF middle FOR VALUES IN (1)",
                "CREATE TABLE leaf2 PARTITION OF middle FOR VALUES IN (2)",
                "INSERT INTO root SELECT 1 + g % 2, '2025-01-01' FROM generate_series(1, 3000) g",
                "ANALYZE leaf1",
                "ANALYZE leaf2");

        List<Table> tables = new Tables(session).all();

        Table root = named(tables, "root");
        assertThat(root.kind()).isEqualTo(Kind.PARTITIONED);
        assertThat(root.isPublishable()).isTrue();
        assertThat(root.root()).isNull();
        assertThat(root.hasChildren()).isTrue();
        assertThat(root.estimatedRows()).isEqualTo(3000);
        assertThat(root.estimatedBytes()).isGreaterThan(3000 * 30);
        for (String partition : List.of("middle", "leaf1", "leaf2")) {
            assertThat(named(tables, partition).root()).isEqualTo(root.id());
        }
        assertThat(named(tables, "leaf1").estimatedRows()).isEqualTo(1500);
    }

    @Test
    void describesColumnsInTheirOrder() throws SQLException {
        database.execute(
                "CREATE DOMAIN money_amount AS numeric(10, 2)",
                "CREATE TABLE t (a int NOT NULL, dropped int, \"B c\" varchar(20), d money_amount,"
                        + " e int GENERATED ALWAYS AS (a * 2) STORED, f text[])",
                "ALTER TABLE t DROP COLUMN dropped");

        TableDefinition table =
                new Tables(session).findDefinition(new TableId("public", "t")).orElseThrow();

        assertThat(table.columns())
                .extracting(TableColumn::number, TableColumn::name)
                .containsExactly(tuple(1, "a"), tuple(3, "B c"), tuple(4, "d"), tuple(5, "e"), tuple(6, "f"));
        assertThat(table.column(1).orElseThrow()).isEqualTo(new TableColumn(1, "a", 23, -1, true, Generated.NO));
        assertThat(table.column(3).orElseThrow().typmod()).isEqualTo(24);
        assertThat(table.column(3).orElseThrow().isNotNull()).isFalse();
        assertThat(table.column(5).orElseThrow().generated()).isEqualTo(Generated.STORED);
        assertThat(table.column(2)).isEmpty();
    }

    @Test
    void knowsVirtualColumns() throws SQLException {
        assumeThat(server.major()).isGreaterThanOrEqualTo(18);
        database.execute("CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * 2) VIRTUAL)");

        assertThat(new Tables(session)
                        .findDefinition(new TableId("public", "t"))
                        .orElseThrow()
                        .column(2)
                        .orElseThrow()
                        .generated())
                .isEqualTo(Generated.VIRTUAL);
    }

    @Test
    void describesIndexesInTheOrderOfTheirDefinition() throws SQLException {
        database.execute(
                "CREATE TABLE t (a int NOT NULL, b int NOT NULL, c text, d text NOT NULL, PRIMARY KEY (b, a))",
                "CREATE UNIQUE INDEX t_identity ON t (d, a) INCLUDE (c)",
                "ALTER TABLE t REPLICA IDENTITY USING INDEX t_identity",
                "CREATE UNIQUE INDEX t_expression ON t (lower(c), a)",
                "CREATE UNIQUE INDEX t_partial ON t (c) WHERE a > 0",
                "ALTER TABLE t ADD CONSTRAINT t_deferrable UNIQUE (a) DEFERRABLE",
                "CREATE INDEX t_plain ON t (c)");

        TableDefinition table =
                new Tables(session).findDefinition(new TableId("public", "t")).orElseThrow();

        assertThat(table.table().replicaIdentity()).isEqualTo(ReplicaIdentity.INDEX);
        assertThat(table.indexes())
                .extracting(TableIndex::name)
                .containsExactly("t_deferrable", "t_expression", "t_identity", "t_partial", "t_pkey");
        TableIndex primaryKey = table.primaryKey().orElseThrow();
        assertThat(primaryKey.keyColumns()).containsExactly(2, 1);
        assertThat(primaryKey.isUnique()).isTrue();
        assertThat(primaryKey.isValid()).isTrue();
        assertThat(primaryKey.isDeferrable()).isFalse();
        TableIndex identity = table.identityIndex().orElseThrow();
        assertThat(identity.name()).isEqualTo("t_identity");
        assertThat(identity.keyColumns()).containsExactly(4, 1);
        assertThat(table.indexes().get(0).isDeferrable()).isTrue();
        assertThat(table.indexes().get(1).hasExpressions()).isTrue();
        assertThat(table.indexes().get(1).keyColumns()).containsExactly(0, 1);
        assertThat(table.indexes().get(3).isPartial()).isTrue();

        database.execute("DROP INDEX t_identity");
        TableDefinition without =
                new Tables(session).findDefinition(new TableId("public", "t")).orElseThrow();
        assertThat(without.table().replicaIdentity()).isEqualTo(ReplicaIdentity.INDEX); // G9
        assertThat(without.identityIndex()).isEmpty();
    }

    @Test // D18
    void seesWhatTheRoleMayNotDo() throws SQLException {
        try (Connection superuser = database.connectAsSuperuser();
                Statement statement = superuser.createStatement()) {
            statement.execute("CREATE TABLE foreign_owner (a int, b int)");
            statement.execute("CREATE TABLE column_grants (a int, b int)");
            statement.execute("GRANT SELECT (a, b) ON column_grants TO leat");
            statement.execute("CREATE TABLE policies (a int)");
            statement.execute("ALTER TABLE policies ENABLE ROW LEVEL SECURITY");
            statement.execute("GRANT SELECT ON policies TO leat");
            statement.execute("CREATE SCHEMA closed");
            statement.execute("CREATE TABLE closed.t (a int)");
            statement.execute("GRANT SELECT ON closed.t TO leat");
        }

        List<Table> tables = new Tables(session).all();

        assertThat(named(tables, "foreign_owner").isOwned()).isFalse();
        assertThat(named(tables, "foreign_owner").isSelectable()).isFalse();
        assertThat(named(tables, "column_grants").isSelectable()).isFalse();
        assertThat(named(tables, "policies").isSelectable()).isTrue();
        assertThat(named(tables, "policies").hidesRows()).isTrue();
        assertThat(named(tables, "t").isSelectable()).isFalse();
        assertThat(new Server(session).privileges()).isEqualTo(new Privileges("leat", false, true, true, -1));
        try (Connection superuser = database.connectAsSuperuser()) {
            assertThat(new Server(superuser).privileges()).isEqualTo(new Privileges("postgres", true, true, true, -1));
        }
    }

    @Test
    void knowsTheTablesOfExtensions() throws SQLException {
        try (Connection superuser = database.connectAsSuperuser();
                Statement statement = superuser.createStatement()) {
            statement.execute("CREATE EXTENSION pg_stat_statements");
        }

        assertThat(named(new Tables(session).all(), "pg_stat_statements").extension())
                .isEqualTo("pg_stat_statements");
    }

    @Test
    void takesTypesApart() throws SQLException {
        try (Connection superuser = database.connectAsSuperuser();
                Statement statement = superuser.createStatement()) {
            statement.execute("CREATE EXTENSION hstore");
        }
        database.execute(
                "CREATE TYPE mood AS ENUM ('sad', 'ok')",
                "ALTER TYPE mood ADD VALUE 'meh' BEFORE 'ok'",
                "CREATE DOMAIN price AS numeric(10, 2)",
                "CREATE TYPE item AS (name varchar(7), price price, moods mood[], gone int)",
                "ALTER TYPE item DROP ATTRIBUTE gone",
                "CREATE TYPE prices AS RANGE (subtype = numeric)",
                "CREATE TABLE t (a item[], b hstore, c prices, d box[], e int2vector)");

        TableDefinition table =
                new Tables(session).findDefinition(new TableId("public", "t")).orElseThrow();
        List<Integer> oids = table.columns().stream().map(TableColumn::type).toList();
        Map<Integer, PgType> types = new Types(session).read(oids);

        PgType.Array items = type(types, oids.get(0), PgType.Array.class);
        assertThat(items.delimiter()).isEqualTo(',');
        PgType.Composite item = type(types, items.element(), PgType.Composite.class);
        assertThat(item.schema()).isEqualTo("public");
        assertThat(item.name()).isEqualTo("item");
        assertThat(item.fields()).extracting(PgType.Field::name).containsExactly("name", "price", "moods");
        assertThat(item.fields().get(0)).isEqualTo(new PgType.Field("name", 1043, 11, 1));
        PgType.Domain price = type(types, item.fields().get(1).type(), PgType.Domain.class);
        assertThat(price.base()).isEqualTo(1700);
        assertThat(price.typmod()).isEqualTo(((10 << 16) | 2) + 4);
        PgType.Array moods = type(types, item.fields().get(2).type(), PgType.Array.class);
        assertThat(type(types, moods.element(), PgType.Enumeration.class).labels())
                .containsExactly("sad", "meh", "ok");
        PgType.Base hstore = type(types, oids.get(1), PgType.Base.class);
        assertThat(hstore.name()).isEqualTo("hstore");
        assertThat(hstore.castsToJson()).isTrue();
        type(types, oids.get(2), PgType.Range.class);
        assertThat(type(types, oids.get(3), PgType.Array.class).delimiter()).isEqualTo(';');
        type(types, oids.get(4), PgType.Array.class);
        assertThat(type(types, 1700, PgType.Base.class).castsToJson()).isFalse();
    }

    private static <T extends PgType> T type(Map<Integer, PgType> types, int oid, Class<T> kind) {
        PgType type = types.get(oid);
        assertThat(type).isInstanceOf(kind);
        return kind.cast(Objects.requireNonNull(type));
    }

    @Test
    void remembersTypesUntilToldToReadThemAnew() throws SQLException {
        database.execute("CREATE TYPE mood AS ENUM ('sad')");
        int oid = Integer.parseUnsignedInt(first("SELECT 'public.mood'::regtype::oid"));
        CachedTypes types = new CachedTypes(login(), "leat test");
        assertThat(((PgType.Enumeration) types.find(oid).orElseThrow()).labels())
                .containsExactly("sad");

        database.execute("ALTER TYPE mood ADD VALUE 'ok'");

        assertThat(((PgType.Enumeration) types.find(oid).orElseThrow()).labels())
                .containsExactly("sad");
        assertThat(types.version()).isZero();
        types.reload(session);
        assertThat(types.version()).isEqualTo(1);
        types.reload(session);
        assertThat(types.version()).isEqualTo(1);
        assertThat(((PgType.Enumeration) types.find(oid).orElseThrow()).labels())
                .containsExactly("sad", "ok");
        assertThat(types.find(1)).isEmpty();
    }

    @Test
    void readsSlots() throws SQLException {
        String name = "slot_" + database.name();
        database.execute("SELECT pg_create_logical_replication_slot('" + name + "', 'pgoutput')");

        ReplicationSlot slot = new Slots(session).find(name).orElseThrow();

        assertThat(slot.plugin()).isEqualTo("pgoutput");
        assertThat(slot.database()).isEqualTo(database.name());
        assertThat(slot.isTemporary()).isFalse();
        assertThat(slot.isActive()).isFalse();
        assertThat(Lsn.isAfter(slot.confirmedFlushLsn(), slot.restartLsn())).isTrue();
        assertThat(slot.walStatus()).isEqualTo("reserved");
        assertThat(slot.safeWalBytes()).isNull();
        assertThat(slot.isInvalid()).isFalse();
        assertThat(slot.isTwoPhase()).isFalse();
        assertThat(slot.isFailover()).isFalse();
        assertThat(new Slots(session).find("nobody")).isEmpty();
    }

    @Test
    void readsPublications() throws SQLException {
        database.execute(
                "CREATE TABLE a (id int PRIMARY KEY, x int)",
                "CREATE TABLE root (id int) PARTITION BY LIST (id)",
                "CREATE TABLE leaf PARTITION OF root FOR VALUES IN (1)",
                "CREATE PUBLICATION p FOR TABLE a, root WITH (publish = 'insert, truncate',"
                        + " publish_via_partition_root = true)");

        Publication publication = new Publications(session).find("p").orElseThrow();

        assertThat(publication.isOwned()).isTrue();
        assertThat(publication.isForAllTables()).isFalse();
        assertThat(publication.schemas()).isEmpty();
        assertThat(publication.publishesInsert()).isTrue();
        assertThat(publication.publishesUpdate()).isFalse();
        assertThat(publication.publishesDelete()).isFalse();
        assertThat(publication.publishesTruncate()).isTrue();
        assertThat(publication.isViaRoot()).isTrue();
        assertThat(publication.publishesGenerated()).isFalse();
        assertThat(publication.tables())
                .containsExactly(
                        new Publication.Member(new TableId("public", "a"), List.of(), null),
                        new Publication.Member(new TableId("public", "root"), List.of(), null));
        assertThat(new Publications(session).published("p")).containsOnlyKeys(oid("a"), oid("root"));
        assertThat(new Publications(session).find("P")).isEmpty();
    }

    @Test
    void readsColumnListsRowFiltersAndSchemas() throws SQLException {
        assumeThat(server.major()).isGreaterThanOrEqualTo(15);
        database.execute(
                "CREATE TABLE a (id int PRIMARY KEY, x int, y int)",
                "CREATE PUBLICATION lists FOR TABLE a (y, id) WHERE (id > 7)");
        try (Connection superuser = database.connectAsSuperuser();
                Statement statement = superuser.createStatement()) {
            statement.execute("CREATE PUBLICATION schemas FOR TABLES IN SCHEMA public");
            statement.execute("CREATE PUBLICATION everything FOR ALL TABLES");
        }

        Publication lists = new Publications(session).find("lists").orElseThrow();
        assertThat(lists.find(new TableId("public", "a")))
                .contains(new Publication.Member(new TableId("public", "a"), List.of("id", "y"), "(id > 7)"));
        Publication schemas = new Publications(session).find("schemas").orElseThrow();
        assertThat(schemas.schemas()).containsExactly("public");
        assertThat(schemas.isOwned()).isFalse();
        assertThat(new Publications(session).published("schemas")).containsOnlyKeys(oid("a"));
        assertThat(new Publications(session).find("everything").orElseThrow().isForAllTables())
                .isTrue();
    }

    @Test
    void knowsTheServer() throws SQLException {
        ServerState state = new Server(session).state();

        assertThat(state.major()).isEqualTo(server.major());
        assertThat(state.version()).startsWith(server.major() + ".");
        assertThat(state.walLevel()).isEqualTo("logical");
        assertThat(state.isInRecovery()).isFalse();
        assertThat(state.database()).isEqualTo(database.name());
        assertThat(state.setting("server_encoding")).contains("UTF8");
        assertThat(state.setting("wal_sender_timeout")).contains("60000");
    }

    private String first(String query) {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    private int oid(String table) throws SQLException {
        return new Tables(session)
                .find(new TableId("public", table))
                .orElseThrow()
                .oid();
    }

    private static Table named(List<Table> tables, String name) {
        return tables.stream()
                .filter(table -> table.id().name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
