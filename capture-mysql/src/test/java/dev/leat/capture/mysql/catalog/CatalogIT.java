package dev.leat.capture.mysql.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.change.BeforeImage;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.Row;
import dev.leat.api.json.JsonBuffer;
import dev.leat.api.schema.TableId;
import dev.leat.capture.mysql.binlog.SchemaResolver;
import dev.leat.capture.mysql.binlog.TableMapEvent;
import dev.leat.capture.mysql.binlog.WireSchemas;
import dev.leat.capture.mysql.catalog.TableColumn.Generated;
import dev.leat.capture.mysql.session.Login;
import dev.leat.capture.mysql.session.MySqlUrl;
import dev.leat.capture.mysql.session.Session;
import dev.leat.capture.mysql.value.WireColumn;
import dev.leat.capture.mysql.value.ZeroDates;
import dev.leat.testkit.server.BinlogDatabase;
import dev.leat.testkit.server.BinlogProduct;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Execution(ExecutionMode.CONCURRENT)
final class CatalogIT {
    /** Nine make two bytes, 33 make eight. */
    private static final int[] SET_SIZES = {1, 8, 9, 17, 25, 33, 64};

    /** M16, M18: of every type, what the catalog foretells is what the server logs. */
    @ParameterizedTest
    @EnumSource
    void foretellsWhatTheLogAnnounces(BinlogProduct product) throws SQLException {
        try (BinlogDatabase database = product.shared().createDatabase()) {
            Login login = login(database);
            try (Session session = Session.open(login)) {
                ServerLog log = ServerLog.behind(session, login);
                create(product, database);
                List<TableDefinition> tables = new Tables(session)
                        .define(new Tables(session)
                                .all().stream()
                                        .filter(table -> table.id().schema().equals(database.name()))
                                        .toList());

                Map<TableId, TableMapEvent> logged = new TreeMap<>();
                log.read(map -> {
                            logged.put(map.table(), map);
                            return null;
                        })
                        .release();

                logged.keySet().removeIf(table -> !table.schema().equals(database.name()));
                assertThat(tables)
                        .extracting(table -> table.table().id())
                        .containsExactlyInAnyOrderElementsOf(logged.keySet());
                for (TableDefinition table : tables) {
                    assertThat(foretold(table))
                            .as(table.table().id().toString())
                            .containsExactlyElementsOf(
                                    announced(logged.get(table.table().id()), table));
                }
            }
        }
    }

    /** M16: the images of all rows have the values of generated columns, whether these are stored or not. */
    @ParameterizedTest
    @EnumSource
    void theLogHasGeneratedColumns(BinlogProduct product) throws SQLException {
        try (BinlogDatabase database = product.shared().createDatabase()) {
            Login login = login(database);
            try (Session session = Session.open(login)) {
                ServerLog log = ServerLog.behind(session, login);
                database.execute(
                        "CREATE TABLE c (id int PRIMARY KEY, a int, v int AS (a + 1) VIRTUAL, s int AS (a * 2) STORED,"
                                + " t text AS (concat(a, '!')) VIRTUAL)",
                        "INSERT INTO c (id, a) VALUES (1, 1), (2, 5)",
                        "UPDATE c SET a = 2 WHERE id = 1",
                        "UPDATE c SET id = 3 WHERE id = 2",
                        "DELETE FROM c WHERE id = 1",
                        "DELETE FROM c");

                assertThat(log.read(only(database)))
                        .satisfies(batch -> assertThat(images(batch))
                                .containsExactly(
                                        "after 1 1 2 2 \"1!\"",
                                        "after 2 5 6 10 \"5!\"",
                                        "before 1 1 2 2 \"1!\"",
                                        "after 1 2 3 4 \"2!\"",
                                        "before 2 5 6 10 \"5!\"",
                                        "after 3 5 6 10 \"5!\"",
                                        "before 1 2 3 4 \"2!\"",
                                        "before 3 5 6 10 \"5!\""));
                assertThat(new Tables(session)
                                .findDefinition(new TableId(database.name(), "c"))
                                .orElseThrow()
                                .columns())
                        .extracting(TableColumn::generated)
                        .containsExactly(
                                Generated.NO, Generated.NO, Generated.VIRTUAL, Generated.STORED, Generated.VIRTUAL);
            }
        }
    }

    private static SchemaResolver only(BinlogDatabase database) {
        WireSchemas schemas = new WireSchemas(ZeroDates.NULL, Map.of());
        return map -> map.table().schema().equals(database.name()) ? schemas.resolve(map) : null;
    }

    private static List<String> images(ChangeBatch batch) {
        List<String> images = new ArrayList<>();
        ChangeCursor change = batch.cursor();
        while (change.next()) {
            if (change.beforeImage() == BeforeImage.FULL) {
                images.add("before " + values(change.before()));
            }
            if (change.hasAfter()) {
                images.add("after " + values(change.after()));
            }
        }
        batch.release();
        return images;
    }

    private static String values(Row row) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < row.schema().columnCount(); i++) {
            JsonBuffer json = new JsonBuffer(16);
            row.write(i, json);
            values.add(new String(json.array(), 0, json.length(), StandardCharsets.UTF_8));
        }
        return String.join(" ", values);
    }

    private static void create(BinlogProduct product, BinlogDatabase database) {
        List<String> statements = new ArrayList<>(List.of(
                "CREATE TABLE ints (id int PRIMARY KEY AUTO_INCREMENT, i8 tinyint, u8 tinyint unsigned, i16 smallint,"
                        + " u16 smallint unsigned, i24 mediumint, u24 mediumint unsigned, u32 int unsigned zerofill,"
                        + " i64 bigint, u64 bigint unsigned, flag bool NOT NULL DEFAULT 1, y year)",
                "CREATE TABLE numbers (id bigint unsigned PRIMARY KEY AUTO_INCREMENT, d1 decimal(1,0), d52 decimal(5,2),"
                        + " d99 decimal(9,9), d65 decimal(65,30), du decimal(12,3) unsigned, f float, d double,"
                        + " f73 float(7,3), f53 float(53), d2 double(10,2) unsigned, b1 bit(1), b7 bit(7), b8 bit(8),"
                        + " b9 bit(9), b64 bit(64))",
                "CREATE TABLE times (id int PRIMARY KEY AUTO_INCREMENT, d date, t0 time, t1 time(1), t6 time(6),"
                        + " dt0 datetime, dt3 datetime(3), dt6 datetime(6), ts0 timestamp NULL, ts2 timestamp(2) NULL,"
                        + " ts6 timestamp(6) NULL DEFAULT current_timestamp(6))",
                "CREATE TABLE texts (id int PRIMARY KEY AUTO_INCREMENT, c char(10), c0 char(0), c255 char(255),"
                        + " cs char(5) CHARACTER SET latin1, v varchar(20) COLLATE utf8mb4_bin, v0 varchar(0),"
                        + " v63 varchar(63), v64 varchar(64), v1000 varchar(1000), vl varchar(300) CHARACTER SET latin1,"
                        + " tt tinytext, tx text, mt mediumtext, lt longtext, lu text CHARACTER SET ucs2,"
                        + " vs varchar(9) CHARACTER SET sjis, u3 varchar(9) CHARACTER SET utf8mb3,"
                        + " b4 binary(4), b255 binary(255), vb varbinary(300), tb tinyblob, bl blob, mb mediumblob,"
                        + " lb longblob)",
                "CREATE TABLE one_set (id int PRIMARY KEY AUTO_INCREMENT, a varchar(5), b char(5), e enum('x'), s set('y'))"
                        + " CHARACTER SET latin1",
                "CREATE TABLE labels (id int PRIMARY KEY AUTO_INCREMENT,"
                        + " quoted enum('it''s','a\\\\b','c,d','\u00e4)','\\n\\r','','x y','\"`') CHARACTER SET latin1,"
                        + " greek enum('\u03b1','\u03b2') CHARACTER SET greek COLLATE greek_bin, wide set('\u65e5','a'),"
                        + " u enum('\u65e5') CHARACTER SET ucs2, kanji set('\u65e5','\u672c') CHARACTER SET sjis,"
                        + " octets enum('a','b') CHARACTER SET binary, e255 enum(" + labels(255) + "), e256 enum("
                        + labels(256) + "), l300 enum(" + labels(300) + ") CHARACTER SET latin1)",
                "CREATE TABLE shapes (id int PRIMARY KEY AUTO_INCREMENT, g geometry, p point, l linestring, a polygon,"
                        + " mp multipoint, ml multilinestring, ma multipolygon, gc geometrycollection)",
                "CREATE TABLE computed (id int PRIMARY KEY AUTO_INCREMENT, a int, v int AS (a + 1) VIRTUAL, s varchar(10)"
                        + " AS (a * 2) STORED, hidden int INVISIBLE)",
                "CREATE TABLE keyless (a int, `B ``c` varchar(10) NOT NULL)",
                "CREATE TABLE documents (id int PRIMARY KEY AUTO_INCREMENT, j json, r json NOT NULL)",
                "CREATE TABLE sets (id int PRIMARY KEY AUTO_INCREMENT" + sets() + ")"));
        if (product == BinlogProduct.MYSQL) {
            statements.add("CREATE TABLE vectors (id int PRIMARY KEY AUTO_INCREMENT, v vector(3), w vector)");
        } else {
            statements.add(
                    "CREATE TABLE ids (id int PRIMARY KEY AUTO_INCREMENT, u uuid, i4 inet4, i6 inet6, b binary(16))");
            statements.add("CREATE TABLE squeezed (id int PRIMARY KEY AUTO_INCREMENT, c varchar(1000) COMPRESSED,"
                    + " x text COMPRESSED, b blob COMPRESSED, m longtext COMPRESSED, vb varbinary(10) COMPRESSED)");
            statements.add("CREATE TABLE newest (id int PRIMARY KEY AUTO_INCREMENT,"
                    + " a varchar(10) CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci,"
                    + " b text COLLATE uca1400_swedish_ai_ci,"
                    + " c char(3) CHARACTER SET utf8mb3 COLLATE uca1400_as_cs)");
            statements.add("CREATE TABLE checked (id int PRIMARY KEY AUTO_INCREMENT,"
                    + " own longtext CHECK (json_valid(own)), plain longtext, short varchar(20) CHECK"
                    + " (json_valid(short)), more longtext CHECK (json_valid(more) AND more <> ''))");
        }
        for (String statement : List.copyOf(statements)) {
            String table = statement.split(" ", 4)[2];
            statements.add(
                    table.equals("keyless")
                            ? "INSERT INTO keyless VALUES (1, 'x')"
                            : table.equals("documents")
                                    ? "INSERT INTO documents (r) VALUES ('{}')"
                                    : "INSERT INTO " + table + " () VALUES ()");
        }
        statements.add(0, "ALTER DATABASE CHARACTER SET utf8mb4");
        database.execute(statements.toArray(String[]::new));
    }

    private static String sets() {
        StringBuilder sets = new StringBuilder();
        for (int size : SET_SIZES) {
            sets.append(", s").append(size).append(" set(").append(labels(size)).append(')');
        }
        return sets.toString();
    }

    private static String labels(int count) {
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            labels.add("'v" + i + "'");
        }
        return String.join(",", labels);
    }

    private static List<String> foretold(TableDefinition table) {
        return table.columns().stream()
                .map(column -> text(column.wire(), column.dataType(), null))
                .toList();
    }

    /** What only the catalog tells is taken over from it. */
    private static List<String> announced(@Nullable TableMapEvent map, TableDefinition table) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; map != null && i < map.columns().size(); i++) {
            WireColumn foretold = table.columns().get(i).wire();
            texts.add(text(
                    map.columns().get(i),
                    table.columns().get(i).dataType(),
                    foretold == null ? null : foretold.catalogType()));
        }
        return texts;
    }

    private static String text(@Nullable WireColumn column, String dataType, @Nullable String catalogType) {
        if (column == null) {
            return "unknown " + dataType;
        }
        List<byte[]> labels = column.labels();
        return column.name() + " (" + dataType + "): type " + column.type() + " metadata " + column.metadata()
                + " nullable " + column.nullable() + " unsigned " + column.unsigned() + " collation "
                + column.collation() + " visible " + column.visible() + " labels "
                + (labels == null
                        ? "none"
                        : labels.stream().map(HexFormat.of()::formatHex).collect(Collectors.joining(" ")))
                + " " + (column.catalogType() == null ? catalogType : column.catalogType());
    }

    static Login login(BinlogDatabase database) {
        return Login.of(MySqlUrl.parse(database.leatUrl()), null, null, null);
    }
}
