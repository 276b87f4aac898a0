package dev.leat.capture.postgres;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Finding;
import dev.leat.api.change.Operation;
import dev.leat.api.plugin.CaptureContext;
import dev.leat.capture.postgres.catalog.Privileges;
import dev.leat.capture.postgres.catalog.Publications;
import dev.leat.capture.postgres.catalog.Server;
import dev.leat.capture.postgres.catalog.ServerState;
import dev.leat.capture.postgres.catalog.Table;
import dev.leat.capture.postgres.selection.CapturedTable;
import dev.leat.capture.postgres.selection.TableResolver;
import dev.leat.capture.postgres.session.Sql;
import dev.leat.capture.postgres.slot.PublicationSetup;
import dev.leat.capture.postgres.slot.SlotSetup;
import dev.leat.capture.postgres.value.TypeResolver;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What the server, the role and the tables must bring, found out without changing anything. */
final class Prerequisites {
    static final int MIN_MAJOR = 14;
    static final int GENERATED_COLUMNS_SINCE = 18;

    private static final Set<String> ALL_OPERATIONS = Set.of("insert", "update", "delete", "truncate");

    private final PostgresOptions options;
    private final CaptureContext context;

    Prerequisites(PostgresOptions options, CaptureContext context) {
        this.options = options;
        this.context = context;
    }

    /** What a replication connection needs, before one is opened. */
    void requireReplication(Connection session) throws SQLException {
        refuse(server(new Server(session).state(), new Server(session).privileges()));
    }

    /** Everything else that the start needs. */
    void require(Connection session, ServerState server, List<CapturedTable> tables) throws SQLException {
        slotSetup().check(session);
        PublicationSetup publication = publication(tables, server);
        publication.check(session);
        refuse(rights(session, tables));
    }

    private static void refuse(List<Finding> findings) {
        List<String> errors = findings.stream()
                .filter(finding -> finding.severity() == Finding.Severity.ERROR)
                .map(finding -> finding.message() + "; " + finding.remedy())
                .toList();
        if (!errors.isEmpty()) {
            throw new CdcException(ErrorKind.SETUP, String.join("\n", errors));
        }
    }

    PublicationSetup publication(List<CapturedTable> tables, ServerState server) {
        boolean everyRowIsKnown = tables.stream()
                .allMatch(table -> dev.leat.capture.postgres.key.KeyChoice.of(table.definition())
                        .isPresent());
        Set<String> wanted = new TreeSet<>();
        context.selection().operations().stream().map(Operation::text).forEach(wanted::add);
        return new PublicationSetup(
                options.publication(),
                options.ownsPublication(),
                tables.stream()
                        .map(table -> new PublicationSetup.PublishedTable(
                                table.id(), table.snapshot().isPartitioned()))
                        .toList(),
                // changes that the file leaves out still tell which rows of a snapshot are stale
                everyRowIsKnown && options.ownsPublication() ? ALL_OPERATIONS : wanted,
                server.major() >= GENERATED_COLUMNS_SINCE);
    }

    private SlotSetup slotSetup() {
        return new SlotSetup(options.slot(), options.login().database(), context.state());
    }

    /** All findings, for {@code leat check}. */
    List<Finding> findings(Connection session, TypeResolver types) throws SQLException {
        ServerState server = new Server(session).state();
        List<Finding> findings = new ArrayList<>(server(server, new Server(session).privileges()));
        try {
            List<CapturedTable> tables = new TableResolver(
                            session, context.selection(), types, server.major() >= GENERATED_COLUMNS_SINCE)
                    .resolve();
            findings.addAll(rights(session, tables));
            publication(tables, server).check(session);
        } catch (CdcException problem) {
            findings.add(error("tables", "tables", problem.getMessage(), "see the message"));
        }
        try {
            slotSetup().check(session);
        } catch (CdcException problem) {
            findings.add(error("slot", options.slot(), problem.getMessage(), "see the message"));
        }
        boolean isLocal = options.login().url().hosts().stream().allMatch(host -> host.isLocal());
        if (!isLocal && !options.login().tls().mode().verifies()) {
            findings.add(new Finding(
                    "tls",
                    Finding.Severity.WARNING,
                    options.login().toString(),
                    "the server's certificate is not checked",
                    "tls: {mode: verify-full}"));
        }
        return findings;
    }

    private List<Finding> server(ServerState server, Privileges role) {
        List<Finding> findings = new ArrayList<>();
        if (server.major() < MIN_MAJOR) {
            findings.add(error(
                    "server-version",
                    server.version(),
                    "the server is version " + server.version(),
                    "PostgreSQL " + MIN_MAJOR + " or later is needed"));
        }
        if (!server.walLevel().equals("logical")) {
            findings.add(error(
                    "wal-level",
                    "wal_level",
                    "wal_level is " + server.walLevel() + ", logical is needed",
                    "run: ALTER SYSTEM SET wal_level = logical; and restart the server"));
        }
        if (server.isInRecovery()) {
            findings.add(error("standby", "server", "the server is a standby", "connect to the primary"));
        }
        if (!role.mayReplicate()) {
            findings.add(error(
                    "replication-privilege",
                    role.role(),
                    "role " + role.role() + " may not replicate",
                    "run: ALTER ROLE " + Sql.identifier(role.role()) + " REPLICATION"));
        }
        return findings;
    }

    private List<Finding> rights(Connection session, List<CapturedTable> tables) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        if (!options.ownsPublication()) {
            return findings;
        }
        Privileges role = new Server(session).privileges();
        boolean exists = new Publications(session).find(options.publication()).isPresent();
        if (!exists && !role.mayCreateInDatabase()) {
            findings.add(error(
                    "publication-privilege",
                    role.role(),
                    "role " + role.role() + " may not create publication " + options.publication(),
                    "run: GRANT CREATE ON DATABASE "
                            + Sql.identifier(options.login().database()) + " TO " + Sql.identifier(role.role())));
        }
        List<dev.leat.api.schema.TableId> published = new Publications(session).published(options.publication());
        for (CapturedTable captured : tables) {
            Table table = captured.definition().table();
            if (!table.isOwned() && !published.contains(table.id())) {
                findings.add(error(
                        "table-ownership",
                        table.id().toString(),
                        "role " + role.role() + " does not own " + table.id() + " and so may not publish it",
                        "run as its owner: " + (exists ? "ALTER PUBLICATION " : "CREATE PUBLICATION ")
                                + Sql.identifier(options.publication()) + (exists ? " ADD TABLE " : " FOR TABLE ")
                                + Sql.qualified(table.id().schema(), table.id().name())
                                + ", and name it in the file with `publication:`"));
            }
        }
        return findings;
    }

    private static Finding error(String code, String object, String message, String remedy) {
        return new Finding(code, Finding.Severity.ERROR, object, message, remedy);
    }
}
