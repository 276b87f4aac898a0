package dev.leat.capture.mysql.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Finding;
import dev.leat.api.capture.SourceSurvey.SurveyedTable;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.Operation;
import dev.leat.api.plugin.TablePattern;
import dev.leat.api.plugin.TableSelection;
import dev.leat.api.schema.Column;
import dev.leat.api.schema.ColumnType.Kind;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.capture.mysql.binlog.WireSchemas;
import dev.leat.capture.mysql.catalog.ForeignKeys;
import dev.leat.capture.mysql.catalog.ServerLog;
import dev.leat.capture.mysql.catalog.TableCatalog;
import dev.leat.capture.mysql.session.Login;
import dev.leat.capture.mysql.session.MySqlUrl;
import dev.leat.capture.mysql.session.Secret;
import dev.leat.capture.mysql.session.Session;
import dev.leat.capture.mysql.snapshot.ReadTable;
import dev.leat.capture.mysql.value.TypeResolver;
import dev.leat.capture.mysql.value.ZeroDates;
import dev.leat.testkit.finding.Provokes;
import dev.leat.testkit.pipeline.MemoryState;
import dev.leat.testkit.server.BinlogDatabase;
import dev.leat.testkit.server.BinlogProduct;
import dev.leat.testkit.server.BinlogServer;
import dev.leat.testkit.server.MariaDbServer;
import dev.leat.testkit.server.MySqlServer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Execution(ExecutionMode.CONCURRENT)
final class SelectionIT {
    private static final TypeResolver TYPES = new TypeResolver(ZeroDates.NULL);

    /** M16: rows that are logged and rows that are read, before and behind changes of the table. */
    @ParameterizedTest
    @EnumSource
    void logAndCatalogAgreeOnTheSchema(BinlogProduct product) throws SQLException {
        try (BinlogDatabase database = product.shared().createDatabase();
                Session session = Session.open(login(database))) {
            database.execute(
                    "CREATE TABLE t (b int, a varchar(10) CHARACTER SET latin1, e enum('\u00e4'), v int AS (b + 1), j json,"
                            + " PRIMARY KEY (a, b))",
                    "CREATE TABLE other (id int PRIMARY KEY)");
            TableId table = new TableId(database.name(), "t");
            CapturedTables tables = captured(session, database, name(database, "t"));
            TableSchema start = tables.all().get(0);
            ServerLog log = ServerLog.behind(session, login(database));
            database.execute("INSERT INTO t (a, b, e) VALUES ('x', 1, '\u00e4')", "INSERT INTO other VALUES (1)");

            assertThat(logged(log, tables)).containsExactly(start);
            assertThat(tables.describe(table, session).schema()).isSameAs(start);
            assertThat(start.columns())
                    .extracting(column -> column.type().kind())
                    .containsExactly(Kind.INT32, Kind.TEXT, Kind.ENUM, Kind.INT32, Kind.JSON);
            assertThat(key(start)).containsExactly("a", "b");

            ServerLog behind = ServerLog.behind(session, login(database));
            database.execute(
                    "ALTER TABLE t ADD n int, ADD d int DEFAULT 7, MODIFY a varchar(300) NOT NULL, RENAME COLUMN b TO c,"
                            + " DROP v",
                    "INSERT INTO t (a, c) VALUES ('y', 2)");

            ReadTable read = tables.describe(table, session);
            assertThat(logged(behind, tables)).containsExactly(read.schema());
            assertThat(read.schema()).isNotSameAs(start);
            assertThat(key(read.schema())).containsExactly("a", "c");
            assertThat(read.schema().columns()).extracting(Column::name).containsExactly("c", "a", "e", "j", "n", "d");
            assertThat(read.schema().columns())
                    .extracting(Column::mayBeFilled)
                    .containsExactly(true, true, false, false, false, true);
            assertThat(tables.refresh(session)).containsExactly(read.schema());

            database.execute("DROP TABLE t");
            assertThat(tables.refresh(session)).isEmpty();
            assertThatThrownBy(() -> tables.describe(table, session))
                    .isInstanceOfSatisfying(
                            CdcException.class, gone -> assertThat(gone.kind()).isEqualTo(ErrorKind.GAP));
        }
    }

    /** M16: a key that the server has given to a table, and hides. */
    @Test
    void aHiddenKeyIsTheKey() throws SQLException {
        try (BinlogDatabase database = MySqlServer.shared().createDatabase();
                Session session = Session.open(login(database))) {
            database.execute(
                    "SET SESSION sql_generate_invisible_primary_key = ON; CREATE TABLE t (a int)".split("; ", -1));
            session.execute("SET SESSION show_gipk_in_create_table_and_information_schema = OFF");
            CapturedTables tables = captured(session, database);
            ServerLog log = ServerLog.behind(session, login(database));
            database.execute("INSERT INTO t (a) VALUES (1)");

            assertThat(key(tables.all().get(0))).containsExactly("my_row_id");
            assertThat(logged(log, tables)).containsExactly(tables.all().get(0));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Provokes({
        "pattern-without-match",
        "table-not-found",
        "no-table",
        "default-database",
        "not-a-table",
        "unknown-column",
        "key-column-left-out"
    })
    void saysAllThatIsWrongWithASelection(BinlogProduct product) throws SQLException {
        try (BinlogDatabase database = product.shared().createDatabase();
                Session session = Session.open(login(database))) {
            database.execute(
                    "CREATE TABLE t (id int PRIMARY KEY, a int)",
                    "CREATE TABLE pair (a int NOT NULL, b int)",
                    "CREATE VIEW v AS SELECT 1");
            TablePattern columns =
                    new TablePattern(database.name(), "t", false, false, List.of("a", "x"), "shop.yaml:7:3");
            TablePattern keyless = new TablePattern(database.name(), "pair", false, false, List.of("a"), "");

            List<Finding> problems = resolve(
                            session,
                            database,
                            columns,
                            keyless,
                            name(database, "T"),
                            name(database, "v"),
                            name(database, "nowhere"),
                            new TablePattern(database.name(), "z*", false, true, List.of(), ""))
                    .problems();

            assertThat(problems)
                    .extracting(Finding::code)
                    .containsExactlyInAnyOrder(
                            "table-not-found",
                            "not-a-table",
                            "table-not-found",
                            "pattern-without-match",
                            "unknown-column",
                            "key-column-left-out",
                            "key-column-left-out");
            assertThat(problems)
                    .extracting(Finding::remedy)
                    .contains("did you mean " + database.name() + ".t?", "its columns are: id, a");
            assertThat(problems).extracting(Finding::message).anyMatch(text -> text.endsWith(".v is a view"));
            assertThat(new TableResolver(session, selection(), null, TYPES, false)
                            .resolve()
                            .problems())
                    .extracting(Finding::code)
                    .containsExactly("default-database");
            TableSelection nothing = new TableSelection(
                    List.of(name(database, "t")), List.of(name(database, "t")), Set.of(Operation.INSERT));
            assertThat(new TableResolver(session, nothing, null, TYPES, false)
                            .resolve()
                            .problems())
                    .extracting(Finding::code)
                    .containsExactly("no-table");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Provokes("select-privilege")
    void saysWhichTablesMayNotBeRead(BinlogProduct product) throws SQLException {
        BinlogServer server = product.shared();
        try (BinlogDatabase database = server.createDatabase()) {
            String account = "part_" + database.name();
            database.execute(
                    "CREATE TABLE whole (id int PRIMARY KEY, a int)",
                    "CREATE TABLE head (id int PRIMARY KEY, a int)",
                    "CREATE TABLE tail (id int PRIMARY KEY, a int)",
                    "CREATE TABLE written (id int PRIMARY KEY)",
                    "CREATE USER '" + account + "'@'%' IDENTIFIED BY '" + BinlogServer.PASSWORD + "'",
                    "GRANT SELECT ON whole TO '" + account + "'@'%'",
                    "GRANT SELECT (id) ON head TO '" + account + "'@'%'",
                    "GRANT SELECT (a) ON tail TO '" + account + "'@'%'",
                    "GRANT INSERT ON written TO '" + account + "'@'%'");
            try (Session session = Session.open(Login.of(
                    MySqlUrl.parse("mysql://" + server.host() + ":" + server.port()),
                    account,
                    new Secret(BinlogServer.PASSWORD),
                    null))) {
                Resolution resolution = resolve(session, database);

                assertThat(resolution.tables())
                        .extracting(table -> table.id().name())
                        .containsExactly("whole");
                assertThat(resolution.problems())
                        .extracting(Finding::code, Finding::remedy)
                        .containsExactlyInAnyOrderElementsOf(Stream.of("head", "tail", "written")
                                .map(table -> tuple(
                                        "select-privilege",
                                        "GRANT SELECT ON `" + database.name() + "`.`" + table + "` TO '" + account
                                                + "'@'%'"))
                                .toList());
            } finally {
                server.execute("DROP USER '" + account + "'@'%'");
            }
        }
    }

    /** MariaDB logs old rows of such a table as if they were inserted. */
    @ParameterizedTest
    @EnumSource(names = "MARIADB")
    @Provokes("table-skipped")
    void passesOverWhatTheLogDoesNotTell(BinlogProduct product) throws SQLException {
        try (BinlogDatabase database = product.shared().createDatabase();
                Session session = Session.open(login(database))) {
            database.execute(
                    "CREATE TABLE t (id int PRIMARY KEY)",
                    "CREATE TABLE history (id int PRIMARY KEY) WITH SYSTEM VERSIONING",
                    "CREATE TABLE merged (id int PRIMARY KEY) ENGINE = MRG_MyISAM",
                    "CREATE SEQUENCE numbers");

            Resolution resolution = resolve(session, database);

            assertThat(resolution.problems()).isEmpty();
            assertThat(resolution.tables())
                    .extracting(table -> table.id().name())
                    .containsExactly("t");
            assertThat(resolution.remarks())
                    .extracting(Finding::code, Finding::object)
                    .containsExactly(
                            tuple("table-skipped", database.name() + ".history"),
                            tuple("table-skipped", database.name() + ".merged"));
            assertThat(resolve(session, database, name(database, "numbers"), name(database, "history"))
                            .problems())
                    .extracting(Finding::code)
                    .containsExactly("not-a-table", "not-a-table");
        }
    }

    /** Columns from before 10.1, or made with {@code mysql56_temporal_format=OFF}: only a private server can be told so. */
    @Test
    @Provokes("column-type")
    void refusesOldTimesWithAFraction() throws SQLException {
        try (BinlogServer server = MariaDbServer.builder()
                        .setting("mysql56_temporal_format", "OFF")
                        .start();
                BinlogDatabase database = server.createDatabase();
                Session session = Session.open(login(database))) {
            database.execute(
                    "CREATE TABLE whole (id int PRIMARY KEY, a time, b datetime, c timestamp)",
                    "CREATE TABLE parts (id int PRIMARY KEY, a time(3), b datetime)");

            Resolution resolution = resolve(session, database);

            assertThat(resolution.problems())
                    .extracting(Finding::code, Finding::object)
                    .containsExactly(tuple("column-type", database.name() + ".parts"));
            CapturedTables tables = captured(session, database, name(database, "whole"));
            ServerLog log = ServerLog.behind(session, login(database));
            database.execute("INSERT INTO whole VALUES (1, '1:02:03', '2024-01-02', '2024-01-02')");
            assertThat(logged(log, tables)).containsExactly(tables.all().get(0));

            server.execute("SET GLOBAL mysql56_temporal_format = ON");
            database.execute("ALTER TABLE parts FORCE");
            assertThat(resolve(session, database).problems()).isEmpty();
        }
    }

    /** Design 5.2, 6: MySQL logs what foreign keys do since 9.6, MariaDB never does. */
    @ParameterizedTest
    @EnumSource
    @Provokes("cascade")
    void namesForeignKeysWhoseChangesAreNotLogged(BinlogProduct product) throws SQLException {
        try (BinlogDatabase database = product.shared().createDatabase();
                Session session = Session.open(login(database))) {
            createFamily(database);
            database.execute("INSERT INTO parent VALUES (1)", "INSERT INTO child VALUES (1, 1, 1)");
            ServerLog log = ServerLog.behind(session, login(database));
            database.execute("DELETE FROM parent");
            Set<String> changed = changed(log, database);
            boolean isLogged = changed.contains("child");

            Resolution resolution = resolve(session, database);

            assertThat(changed).contains("parent");
            assertThat(isLogged).isEqualTo(product == BinlogProduct.MYSQL);
            assertThat(new ForeignKeys(session).areLogged()).isEqualTo(isLogged);
            if (isLogged) {
                assertThat(resolution.problems()).isEmpty();
            } else {
                cascades(session, database, resolution);
            }
        }
    }

    /** As before 9.6: the storage engine does it. */
    @Test
    void namesForeignKeysThatTheStorageEngineKeeps() throws SQLException {
        try (BinlogServer server = MySqlServer.builder()
                        .setting("innodb_native_foreign_keys", "ON")
                        .start();
                BinlogDatabase database = server.createDatabase();
                Session session = Session.open(login(database))) {
            createFamily(database);
            database.execute("INSERT INTO parent VALUES (1)", "INSERT INTO child VALUES (1, 1, 1)");
            ServerLog log = ServerLog.behind(session, login(database));
            database.execute("DELETE FROM parent");

            assertThat(changed(log, database)).containsExactly("parent");
            cascades(session, database, resolve(session, database));
        }
    }

    private static void createFamily(BinlogDatabase database) {
        database.execute(
                "CREATE TABLE parent (id int PRIMARY KEY)",
                "CREATE TABLE free (id int PRIMARY KEY, p int, FOREIGN KEY (p) REFERENCES parent (id))",
                "CREATE TABLE child (id int PRIMARY KEY COMMENT 'CONSTRAINT `no` FOREIGN KEY ON DELETE CASCADE', p int,"
                        + " q int, CONSTRAINT gone FOREIGN KEY (p) REFERENCES parent (id) ON DELETE CASCADE,"
                        + " CONSTRAINT `e``mpty` FOREIGN KEY (q) REFERENCES parent (id) ON DELETE SET NULL ON UPDATE"
                        + " CASCADE)");
    }

    private static void cascades(Session session, BinlogDatabase database, Resolution resolution) throws SQLException {
        assertThat(resolution.problems())
                .extracting(Finding::code, Finding::severity, Finding::object)
                .containsExactly(
                        tuple("cascade", Finding.Severity.ERROR, database.name() + ".child"),
                        tuple("cascade", Finding.Severity.ERROR, database.name() + ".child"));
        assertThat(resolution.problems())
                .extracting(Finding::message)
                .anyMatch(text -> text.contains("foreign key gone") && text.contains("(ON DELETE CASCADE)"))
                .anyMatch(text ->
                        text.contains("foreign key e`mpty") && text.contains("(ON DELETE SET NULL ON UPDATE CASCADE)"));
        assertThatThrownBy(resolution::orThrow)
                .isInstanceOfSatisfying(
                        CdcException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.CONFIG));
        assertThat(resolve(session, database, name(database, "parent"), name(database, "free"))
                        .problems())
                .isEmpty();
        Resolution accepted = new TableResolver(session, selection(), database.name(), TYPES, true).resolve();
        assertThat(accepted.problems()).isEmpty();
        assertThat(accepted.remarks())
                .extracting(Finding::code, Finding::severity)
                .containsExactly(
                        tuple("cascade", Finding.Severity.WARNING), tuple("cascade", Finding.Severity.WARNING));
    }

    /** The tables of logged rows. MariaDB announces tables, too, that it has only looked into. */
    private static Set<String> changed(ServerLog log, BinlogDatabase database) {
        WireSchemas schemas = new WireSchemas(ZeroDates.NULL, Map.of());
        Set<String> tables = new TreeSet<>();
        ChangeBatch batch = log.read(map -> map.table().schema().equals(database.name()) ? schemas.resolve(map) : null);
        ChangeCursor change = batch.cursor();
        while (change.next()) {
            tables.add(change.schema().table().name());
        }
        batch.release();
        return tables;
    }

    @ParameterizedTest
    @EnumSource
    @Provokes("no-key")
    void surveysWhatThereIs(BinlogProduct product) throws SQLException {
        try (BinlogDatabase database = product.shared().createDatabase();
                Session session = Session.open(login(database))) {
            database.execute(
                    "CREATE TABLE b (x int, y varchar(10), PRIMARY KEY (y, x))",
                    "CREATE TABLE a (x decimal(5,2), y enum('p'))",
                    "CREATE VIEW v AS SELECT 1");

            List<SurveyedTable> tables = new TableSurvey(session)
                    .read(TYPES).stream()
                            .filter(table -> table.table().schema().equals(database.name()))
                            .toList();

            assertThat(tables)
                    .extracting(table -> table.table().name(), SurveyedTable::keyColumns, SurveyedTable::canBeCaptured)
                    .containsExactly(tuple("a", List.of(), true), tuple("b", List.of("y", "x"), true));
            assertThat(tables.get(0).columns().toString())
                    .isEqualTo("[SurveyedColumn[name=x, type=decimal(5,2)], SurveyedColumn[name=y, type=enum('p')]]");
            assertThat(tables.get(0).findings()).extracting(Finding::code).containsExactly("no-key");
        }
    }

    private static CapturedTables captured(Session session, BinlogDatabase database, TablePattern... include)
            throws SQLException {
        return new CapturedTables(
                resolve(session, database, include).orThrow(),
                TYPES,
                TableCatalog.over(login(database)),
                Revisions.read(new MemoryState()),
                session.version().isMariaDb());
    }

    private static Resolution resolve(Session session, BinlogDatabase database, TablePattern... include)
            throws SQLException {
        return new TableResolver(session, selection(include), database.name(), TYPES, false).resolve();
    }

    private static TableSelection selection(TablePattern... include) {
        return new TableSelection(
                List.of(include), List.of(), EnumSet.of(Operation.INSERT, Operation.UPDATE, Operation.DELETE));
    }

    private static TablePattern name(BinlogDatabase database, String table) {
        return new TablePattern(database.name(), table, false, false, List.of(), "");
    }

    /** The schemas of the changes, each once. */
    private static List<TableSchema> logged(ServerLog log, CapturedTables tables) {
        List<TableSchema> schemas = new ArrayList<>();
        ChangeBatch batch = log.read(tables);
        ChangeCursor change = batch.cursor();
        while (change.next()) {
            TableSchema schema = change.schema();
            if (schemas.stream().noneMatch(known -> known == schema)) {
                schemas.add(schema);
            }
        }
        batch.release();
        return schemas;
    }

    private static List<String> key(TableSchema schema) {
        List<String> key = new ArrayList<>();
        for (int part = 0; part < schema.keyColumnCount(); part++) {
            key.add(schema.column(schema.keyColumn(part)).name());
        }
        return key;
    }

    private static Login login(BinlogDatabase database) {
        return Login.of(MySqlUrl.parse(database.leatUrl()), null, null, null);
    }
}
