package dev.leat.capture.mysql.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.Finding;
import dev.leat.api.change.Operation;
import dev.leat.api.plugin.TableSelection;
import dev.leat.capture.mysql.selection.CapturedTable;
import dev.leat.capture.mysql.selection.TableResolver;
import dev.leat.capture.mysql.session.Login;
import dev.leat.capture.mysql.session.MySqlUrl;
import dev.leat.capture.mysql.session.Secret;
import dev.leat.capture.mysql.session.Session;
import dev.leat.capture.mysql.value.TypeResolver;
import dev.leat.capture.mysql.value.ZeroDates;
import dev.leat.testkit.finding.Provokes;
import dev.leat.testkit.server.BinlogDatabase;
import dev.leat.testkit.server.BinlogProduct;
import dev.leat.testkit.server.BinlogServer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is found on servers whose settings are not as they should be; each is mended as the remedy says. */
@Execution(ExecutionMode.CONCURRENT)
final class SourceCheckIT {
    @ParameterizedTest
    @EnumSource
    @Provokes({
        "server-id",
        "binlog-format",
        "binlog-row-metadata",
        "binlog-row-image",
        "binlog-retention",
        "binlog-filter",
        "sync-binlog",
        "gtid-mode",
        "lock-privilege",
        "partial-json",
        "not-transactional"
    })
    void namesSettings(BinlogProduct product) throws SQLException {
        try (BinlogServer server = product.builder()
                        .setting("sync_binlog", "1")
                        .setting("binlog_ignore_db", "unlogged")
                        .start();
                BinlogDatabase database = server.createDatabase()) {
            server.execute(
                    "CREATE DATABASE unlogged",
                    "CREATE TABLE unlogged.t (id int PRIMARY KEY)",
                    "GRANT SELECT ON unlogged.* TO '" + BinlogServer.USER + "'@'%'");
            database.execute("CREATE TABLE t (id int PRIMARY KEY)");
            String never = "binlog-retention INFO binlog_expire_logs_seconds";
            assertThat(found(server, database.name())).containsExactly(never);
            assertThat(found(server, "unlogged")).containsExactly("binlog-filter ERROR unlogged", never);

            set(server, "binlog_format", "STATEMENT", "binlog-format ERROR binlog_format");
            set(server, "binlog_row_metadata", "MINIMAL", "binlog-row-metadata WARNING binlog_row_metadata");
            set(server, "binlog_row_image", "NOBLOB", "binlog-row-image WARNING binlog_row_image");
            set(server, "sync_binlog", "0", "sync-binlog WARNING sync_binlog");
            set(server, "binlog_expire_logs_seconds", "3600", "binlog-retention WARNING binlog_expire_logs_seconds");
            database.execute("CREATE TABLE plain (id int PRIMARY KEY) ENGINE = MyISAM");
            assertThat(found(server, database.name()))
                    .contains("not-transactional WARNING " + database.name() + ".plain");
            if (product == BinlogProduct.MYSQL) {
                ofMySql(server, database);
            } else {
                server.execute("SET GLOBAL max_binlog_total_size = 65536");
                assertThat(found(server, database.name()))
                        .anyMatch(finding ->
                                finding.startsWith("binlog-retention") && finding.endsWith(" max_binlog_total_size"));
            }
        }
    }

    private static void ofMySql(BinlogServer server, BinlogDatabase database) throws SQLException {
        server.execute(
                "SET GLOBAL server_id = 0", // MariaDB makes it 1
                "SET GLOBAL binlog_row_image = MINIMAL",
                "SET GLOBAL binlog_row_value_options = PARTIAL_JSON",
                "SET GLOBAL gtid_mode = ON_PERMISSIVE");
        assertThat(found(server, database.name()))
                .contains(
                        "server-id ERROR server_id",
                        "partial-json WARNING binlog_row_value_options",
                        "gtid-mode INFO gtid_mode",
                        "lock-privilege ERROR " + database.name());
        String wildcard = database.name().replace("_", "\\_");
        server.execute("GRANT LOCK TABLES ON `" + wildcard + "`.* TO '" + BinlogServer.USER + "'@'%'");
        assertThat(found(server, database.name())).noneMatch(finding -> finding.startsWith("lock-privilege"));
    }

    /** The setting is found, and the remedy mends it. */
    private static void set(BinlogServer server, String name, String value, String finding) throws SQLException {
        server.execute("SET GLOBAL " + name + " = " + value);

        List<Finding> found = findings(server, "nowhere");

        assertThat(texts(found)).contains(finding);
        Finding mended = found.stream()
                .filter(one -> one.object().equals(name))
                .findFirst()
                .orElseThrow();
        server.execute(mended.remedy().split("[;,]", 2)[0]);
        assertThat(texts(findings(server, "nowhere"))).as(mended.remedy()).doesNotContain(finding);
    }

    @ParameterizedTest
    @EnumSource
    @Provokes("binary-log")
    void namesAServerWithoutALog(BinlogProduct product) throws SQLException {
        try (BinlogServer server =
                product.builder().setting("skip_log_bin", "ON").start()) {
            assertThat(found(server, "nowhere")).containsExactly("binary-log ERROR log_bin");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Provokes("replication-privilege")
    void namesRightsThatAreMissing(BinlogProduct product) throws SQLException {
        BinlogServer server = product.shared();
        String account = "poor_" + product;
        server.execute(
                "CREATE USER " + account + " IDENTIFIED BY '" + BinlogServer.PASSWORD + "'",
                "CREATE ROLE reader_" + product,
                "GRANT REPLICATION SLAVE ON *.* TO reader_" + product,
                "GRANT reader_" + product + " TO " + account,
                product == BinlogProduct.MYSQL
                        ? "SET DEFAULT ROLE reader_MYSQL TO " + account
                        : "SET DEFAULT ROLE reader_MARIADB FOR " + account);
        try (Session session = Session.open(login(server, account))) {
            List<Finding> findings =
                    SourceCheck.watch(session, login(server, account)).ofServer();

            Finding lacking = findings.stream()
                    .filter(finding -> finding.code().equals("replication-privilege"))
                    .findFirst()
                    .orElseThrow();
            assertThat(lacking.object()).isEqualTo("'" + account + "'@'%'");
            assertThat(lacking.remedy())
                    .isEqualTo("GRANT "
                            + (product == BinlogProduct.MYSQL ? "REPLICATION CLIENT" : "BINLOG MONITOR")
                            + " ON *.* TO '" + account + "'@'%'");
            server.execute(lacking.remedy());
        }
        try (Session session = Session.open(login(server, account))) {
            assertThat(SourceCheck.watch(session, login(server, account)).ofServer())
                    .extracting(Finding::code)
                    .doesNotContain("replication-privilege");
        } finally {
            server.execute("DROP USER " + account, "DROP ROLE reader_" + product);
        }
    }

    private static List<String> found(BinlogServer server, String schema) throws SQLException {
        return texts(findings(server, schema));
    }

    private static List<String> texts(List<Finding> findings) {
        return findings.stream()
                .map(finding -> finding.code() + " " + finding.severity() + " " + finding.object())
                .toList();
    }

    private static List<Finding> findings(BinlogServer server, String schema) throws SQLException {
        Login login = login(server, BinlogServer.USER);
        try (Session session = Session.open(login)) {
            List<CapturedTable> tables = new TableResolver(
                            session,
                            new TableSelection(List.of(), List.of(), Set.of(Operation.INSERT)),
                            schema,
                            new TypeResolver(ZeroDates.NULL),
                            true)
                    .resolve()
                    .tables();
            List<Duration> pauses = new ArrayList<>();
            return SourceCheck.watch(session, login).find(tables, Duration.ZERO, pauses::add);
        }
    }

    private static Login login(BinlogServer server, String account) {
        return Login.of(
                MySqlUrl.parse("mysql://" + server.host() + ":" + server.port()),
                account,
                new Secret(BinlogServer.PASSWORD),
                null);
    }
}
