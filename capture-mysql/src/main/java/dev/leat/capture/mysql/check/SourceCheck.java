package dev.leat.capture.mysql.check;

import dev.leat.api.Finding;
import dev.leat.capture.mysql.catalog.BinaryLogs;
import dev.leat.capture.mysql.catalog.BinaryLogs.Sample;
import dev.leat.capture.mysql.catalog.Grants;
import dev.leat.capture.mysql.catalog.Table;
import dev.leat.capture.mysql.catalog.Variables;
import dev.leat.capture.mysql.finding.SourceFinding;
import dev.leat.capture.mysql.selection.CapturedTable;
import dev.leat.capture.mysql.session.Login;
import dev.leat.capture.mysql.session.Session;
import dev.leat.capture.mysql.session.Sql;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds what would stop a pipeline on this server, or make it work less well. How much log is written takes time to be seen: it
 * is looked at twice, once when this is made, once when it is asked.
 */
public final class SourceCheck {
    private static final long MICROS_PER_MILLI = 1000;

    private final Session session;
    private final Login login;
    private final Variables settings;
    private final Grants grants;
    private final @Nullable Sample first;

    private SourceCheck(Session session, Login login, Variables settings, Grants grants, @Nullable Sample first) {
        this.session = session;
        this.login = login;
        this.settings = settings;
        this.grants = grants;
        this.first = first;
    }

    /** Takes the first look. */
    public static SourceCheck watch(Session session, Login login) throws SQLException {
        Variables settings = Variables.read(session);
        Grants grants = Grants.read(session);
        boolean isWatched = LogSettings.hasLog(settings) && Rights.mayAskForEnd(grants);
        return new SourceCheck(session, login, settings, grants, isWatched ? new BinaryLogs(session).sample() : null);
    }

    /** What concerns the server, whichever tables are captured. */
    public List<Finding> ofServer() {
        boolean isMariaDb = session.version().isMariaDb();
        List<Finding> findings = new ArrayList<>();
        Encryption.finding(login, session.isEncrypted()).ifPresent(findings::add);
        Versions.finding(session.version()).ifPresent(findings::add);
        findings.addAll(LogSettings.findings(settings, isMariaDb));
        findings.addAll(Rights.ofLog(grants, isMariaDb));
        return findings;
    }

    /** What concerns these tables. */
    public List<Finding> ofTables(List<CapturedTable> tables) throws SQLException {
        Set<String> schemas = tables.stream().map(table -> table.id().schema()).collect(Collectors.toSet());
        List<Finding> findings = new ArrayList<>();
        if (first != null) {
            findings.addAll(LogSettings.filtered(new BinaryLogs(session).filter(), schemas));
        }
        if (!session.version().isMariaDb()
                && settings.find("gtid_mode").filter("ON"::equalsIgnoreCase).isEmpty()) {
            findings.addAll(Rights.toLock(grants, schemas));
        }
        for (CapturedTable captured : tables) {
            Table table = captured.definition().table();
            if (!table.isTransactional()) {
                findings.add(SourceFinding.NOT_TRANSACTIONAL.about(
                        table.id().toString(),
                        table.id() + " is a table of the engine " + table.engine() + ", which can't roll back",
                        "ALTER TABLE " + Sql.qualified(table.id()) + " ENGINE = InnoDB"));
            }
        }
        return findings;
    }

    /**
     * How long the server keeps what was not read.
     *
     * @param interval the least time between the two looks
     * @param pause waits
     */
    public List<Finding> ofTime(Duration interval, Consumer<Duration> pause) throws SQLException {
        if (first == null) {
            return List.of();
        }
        BinaryLogs logs = new BinaryLogs(session);
        long passed = logs.sample().micros() - first.micros();
        Duration rest = interval.minus(Duration.ofMillis(passed / MICROS_PER_MILLI));
        if (!rest.isNegative()) {
            pause.accept(rest);
        }
        Sample last = logs.sample();
        LogRate rate = LogRate.of(first, last, LogRetention.age(settings));
        return List.of(LogRetention.finding(
                settings, rate, last.bytes(), session.version().isMariaDb()));
    }

    /** Everything. */
    public List<Finding> find(List<CapturedTable> tables, Duration interval, Consumer<Duration> pause)
            throws SQLException {
        List<Finding> findings = new ArrayList<>(ofServer());
        findings.addAll(ofTables(tables));
        findings.addAll(ofTime(interval, pause));
        return findings;
    }
}
