package dev.leat.capture.postgres;

import dev.leat.api.change.Operation;
import dev.leat.api.plugin.CaptureContext;
import dev.leat.api.schema.Column;
import dev.leat.capture.postgres.catalog.CachedTypes;
import dev.leat.capture.postgres.catalog.Publication;
import dev.leat.capture.postgres.catalog.Publications;
import dev.leat.capture.postgres.catalog.ServerState;
import dev.leat.capture.postgres.selection.CapturedTable;
import dev.leat.capture.postgres.selection.Resolution;
import dev.leat.capture.postgres.selection.TableResolver;
import dev.leat.capture.postgres.slot.PublicationSetup;
import dev.leat.capture.postgres.slot.SlotSetup;
import dev.leat.capture.postgres.slot.WantedPublication;
import dev.leat.capture.postgres.slot.WantedPublication.WantedTable;
import dev.leat.capture.postgres.value.TypeResolver;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** From the pipeline's options to what it needs on the server. The start and {@code leat check} both go by this. */
final class Setup {
    private static final int GENERATED_COLUMNS_SINCE = 18;
    private static final Set<String> ALL_OPERATIONS = Set.of("insert", "update", "delete", "truncate");

    private final PostgresOptions options;
    private final CaptureContext context;

    Setup(PostgresOptions options, CaptureContext context) {
        this.options = options;
        this.context = context;
    }

    /** Whether a publication can send stored generated columns. */
    static boolean sendsGenerated(ServerState server) {
        return server.major() >= GENERATED_COLUMNS_SINCE;
    }

    /** Looks types up for a database with this server's encoding. */
    static TypeResolver types(ServerState server, CachedTypes known) {
        return new TypeResolver(known, server.setting("server_encoding").equals(Optional.of("SQL_ASCII")));
    }

    Resolution resolve(Connection session, ServerState server, TypeResolver types) throws SQLException {
        return new TableResolver(session, context.selection(), types, sendsGenerated(server), leftAsItIs(session))
                .resolve();
    }

    /** The tables of a publication that the file names: its row filters and column lists hold for snapshots too. */
    private List<Publication.Member> leftAsItIs(Connection session) throws SQLException {
        return options.ownsPublication()
                ? List.of()
                : new Publications(session)
                        .find(options.publication())
                        .map(Publication::tables)
                        .orElse(List.of());
    }

    PublicationSetup publication(List<CapturedTable> tables, ServerState server) {
        return new PublicationSetup(new WantedPublication(
                options.publication(),
                options.ownsPublication(),
                tables.stream().map(Setup::published).toList(),
                operations(tables),
                sendsGenerated(server)));
    }

    private static WantedTable published(CapturedTable table) {
        return new WantedTable(
                table.id(),
                table.snapshot().oid(),
                table.snapshot().isPartitioned(),
                table.schema().columns().stream().map(Column::name).toList(),
                table.needsGenerated(),
                table.snapshot().rowFilter());
    }

    /** Changes that the file leaves out are published too if they can be: they tell which rows of a snapshot are stale. */
    private Set<String> operations(List<CapturedTable> tables) {
        return options.ownsPublication() && tables.stream().allMatch(CapturedTable::isIdentified)
                ? ALL_OPERATIONS
                : context.selection().operations().stream().map(Operation::text).collect(Collectors.toSet());
    }

    /** As the pipeline's own, under another name, made for once. */
    WantedPublication temporaryPublication(String name, List<CapturedTable> tables, ServerState server) {
        return new WantedPublication(
                name, true, tables.stream().map(Setup::published).toList(), operations(tables), sendsGenerated(server));
    }

    SlotSetup slot(PublicationSetup publication) {
        return new SlotSetup(options.slot(), options.login().database(), context.state(), publication);
    }
}
