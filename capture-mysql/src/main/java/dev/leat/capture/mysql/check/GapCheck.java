package dev.leat.capture.mysql.check;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Finding;
import dev.leat.api.capture.LiveMode;
import dev.leat.api.state.StateStore;
import dev.leat.capture.mysql.cursor.Cursor;
import dev.leat.capture.mysql.cursor.ResumeCheck;
import dev.leat.capture.mysql.cursor.ServerLog;
import dev.leat.capture.mysql.cursor.StreamOpening;
import dev.leat.capture.mysql.finding.SourceFinding;
import dev.leat.capture.mysql.session.Login;
import dev.leat.capture.mysql.session.Session;
import dev.leat.capture.mysql.wire.DumpTrial;
import dev.leat.capture.mysql.wire.ReplicaId;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Finds what a pipeline that goes on would miss in the server's log. Stores nothing, and its dumps have a number of their own:
 * the pipeline may run meanwhile.
 */
public final class GapCheck {
    private final Session session;
    private final Login login;
    private final ReplicaId replica = ReplicaId.random(new SecureRandom());

    /** Asks over the session, and over connections of its own. */
    public GapCheck(Session session, Login login) {
        this.session = session;
        this.login = login;
    }

    /** What a run would say that begins now. */
    public Optional<Finding> finding(StateStore state) throws SQLException {
        Optional<Cursor> stored = Cursor.read(state);
        if (stored.isEmpty()) {
            return Optional.empty();
        }
        ServerLog log = ServerLog.read(session); // behind the cursor, which may move on meanwhile
        try {
            resume(stored.get(), log);
            return Optional.empty();
        } catch (CdcException refusal) {
            if (refusal.kind() != ErrorKind.GAP) {
                throw refusal;
            }
            return Optional.of(SourceFinding.GAP.about(
                    login.url().toString(),
                    refusal.getMessage(),
                    "seed anew: `leat reseed FILE`, and the next run begins at the present; with `on-gap: reseed` in the"
                            + " file it does so by itself"));
        }
    }

    private void resume(Cursor stored, ServerLog log) {
        Optional<String> missing = ResumeCheck.missing(stored, log, log.begun(stored, login, replica));
        StreamOpening opening = StreamOpening.of(stored, log, missing, LiveMode.RESUME);
        try {
            DumpTrial.run(login, replica, opening.dump());
        } catch (CdcException refusal) {
            throw refusal.kind() == ErrorKind.GAP ? opening.refused(refusal, log) : refusal;
        }
    }
}
