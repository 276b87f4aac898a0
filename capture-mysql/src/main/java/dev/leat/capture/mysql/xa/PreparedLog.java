package dev.leat.capture.mysql.xa;

import dev.leat.capture.mysql.log.LogFiles;
import dev.leat.capture.mysql.log.Place;
import dev.leat.capture.mysql.session.Failure;
import dev.leat.capture.mysql.session.Login;
import dev.leat.capture.mysql.session.Session;
import dev.leat.capture.mysql.wire.SideDump;
import dev.leat.capture.mysql.wire.SideDumps;
import java.sql.SQLException;

/**
 * The server's log beside the stream: over connections of its own, one at a time, each open only while it is needed. One thread; {@link #close}
 * from any.
 */
final class PreparedLog implements AutoCloseable {
    private final Login login;
    private final SideDumps dumps;

    PreparedLog(Login login) {
        this.login = login;
        this.dumps = new SideDumps(login);
    }

    /** The files that are there. */
    LogFiles files() {
        dumps.requireOpen();
        try (Session session = Session.open(login)) {
            return LogFiles.read(session);
        } catch (SQLException failure) {
            throw Failure.of("cannot read which files the log has as " + login, failure);
        }
    }

    /** As {@link SideDumps#from}. */
    SideDump from(Place place) {
        return dumps.from(place);
    }

    /** What is read then fails, and all that would be later. */
    @Override
    public void close() {
        dumps.close();
    }
}
