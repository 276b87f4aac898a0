package dev.leat.capture.mysql;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Finding;
import dev.leat.api.capture.SourceSurvey;
import dev.leat.api.plugin.TableSelection;
import dev.leat.api.state.StateStore;
import dev.leat.capture.mysql.catalog.TableCatalog;
import dev.leat.capture.mysql.check.GapCheck;
import dev.leat.capture.mysql.check.SourceCheck;
import dev.leat.capture.mysql.selection.CapturedTable;
import dev.leat.capture.mysql.selection.CapturedTables;
import dev.leat.capture.mysql.selection.Resolution;
import dev.leat.capture.mysql.selection.Revisions;
import dev.leat.capture.mysql.selection.TableResolver;
import dev.leat.capture.mysql.selection.TableSurvey;
import dev.leat.capture.mysql.session.Session;
import dev.leat.capture.mysql.value.TypeResolver;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What a pipeline needs of a server before it can begin. */
final class Setup {
    private static final Duration CHECK_TIME = Duration.ofSeconds(1);

    private final MySqlOptions options;
    private final TableSelection selection;
    private final TypeResolver types;

    Setup(MySqlOptions options, TableSelection selection) {
        this.options = options;
        this.selection = selection;
        this.types = new TypeResolver(options.zeroDates());
    }

    /**
     * Refuses a server whose log can't be read, or does not say enough.
     *
     * @throws CdcException SETUP with all that is missing
     */
    void requireServer(Session session) throws SQLException {
        refuse(SourceCheck.watch(session, options.login()).ofServer());
    }

    /**
     * The selected tables.
     *
     * @throws CdcException SETUP or CONFIG with all problems
     */
    CapturedTables resolve(Session session, Revisions revisions) throws SQLException {
        List<CapturedTable> resolved = resolution(session).orThrow();
        refuse(SourceCheck.watch(session, options.login()).ofTables(resolved));
        return new CapturedTables(
                resolved,
                types,
                TableCatalog.over(options.login()),
                revisions,
                session.version().isMariaDb());
    }

    private static void refuse(List<Finding> findings) {
        String problems = findings.stream()
                .filter(Setup::isError)
                .map(finding -> finding.message() + "; " + finding.remedy())
                .collect(Collectors.joining("\n"));
        if (!problems.isEmpty()) {
            throw new CdcException(ErrorKind.SETUP, problems);
        }
    }

    private static boolean isError(Finding finding) {
        return finding.severity() == Finding.Severity.ERROR;
    }

    private Resolution resolution(Session session) throws SQLException {
        return new TableResolver(session, selection, options.database(), types, options.acceptsCascades()).resolve();
    }

    /** Everything that a check has to tell. */
    List<Finding> findings(Session session, StateStore state, Consumer<Duration> pause) throws SQLException {
        SourceCheck check = SourceCheck.watch(session, options.login());
        Resolution resolved = resolution(session);
        List<Finding> findings = new ArrayList<>(resolved.problems());
        findings.addAll(resolved.remarks());
        findings.addAll(check.find(resolved.tables(), CHECK_TIME, pause));
        if (check.ofServer().stream().noneMatch(Setup::isError)) {
            new GapCheck(session, options.login()).finding(state).ifPresent(findings::add);
        }
        return findings;
    }

    /** What there is to select. */
    SourceSurvey survey(Session session) throws SQLException {
        return new SourceSurvey(
                options.database(),
                new TableSurvey(session).read(types),
                SourceCheck.watch(session, options.login()).ofServer().stream()
                        .filter(Setup::isError)
                        .toList());
    }
}
