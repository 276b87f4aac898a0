package dev.leat.capture.mysql.xa;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.capture.mysql.log.LogFiles;
import dev.leat.capture.mysql.log.Place;
import dev.leat.capture.mysql.session.Failure;
import dev.leat.capture.mysql.session.Login;
import dev.leat.capture.mysql.session.Session;
import dev.leat.capture.mysql.wire.DumpStart;
import dev.leat.capture.mysql.wire.SideDump;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The server's log beside the stream: over connections of its own, one at a time, each open only while it is needed. One thread; {@link #close}
 * from any.
 */
final class PreparedLog implements AutoCloseable {
    private final Login login;
    private volatile @Nullable SideDump running;
    private volatile boolean closed;

    PreparedLog(Login login) {
        this.login = login;
    }

    /** The files that are there. */
    LogFiles files() {
        requireOpen();
        try (Session session = Session.open(login)) {
            return LogFiles.read(session);
        } catch (SQLException failure) {
            throw Failure.of("cannot read which files the log has as " + login, failure);
        }
    }

    /** Reads from the place on, or from before it in the same file; whoever asks closes it. */
    SideDump from(Place place) {
        requireOpen();
        // the command has room for no more
        long offset = place.offset() > DumpStart.File.MAX_OFFSET ? DumpStart.File.FIRST_OFFSET : place.offset();
        SideDump opened = SideDump.open(login, new DumpStart.File(place.file(), offset));
        running = opened;
        if (closed) {
            close();
            requireOpen();
        }
        return opened;
    }

    private void requireOpen() {
        if (closed) {
            throw new CdcException(ErrorKind.CONNECTION, "the stream was closed");
        }
    }

    /** What is read then fails, and all that would be later. */
    @Override
    public void close() {
        closed = true;
        SideDump dump = running;
        if (dump != null) {
            dump.close();
        }
    }
}
