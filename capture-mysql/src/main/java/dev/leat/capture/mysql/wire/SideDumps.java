package dev.leat.capture.mysql.wire;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.capture.mysql.log.Place;
import dev.leat.capture.mysql.session.Login;
import org.jspecify.annotations.Nullable;

/** A server's log beside the stream: one dump at a time, open only while it is needed. One thread; {@link #close} from any. */
public final class SideDumps implements AutoCloseable {
    private final Login login;
    private volatile @Nullable SideDump running;
    private volatile boolean closed;

    /** Opens nothing yet. */
    public SideDumps(Login login) {
        this.login = login;
    }

    /** Reads from the place on, or from before it in the same file; whoever asks closes it. */
    public SideDump from(Place place) {
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

    /**
     * Says so if it was closed.
     *
     * @throws CdcException CONNECTION, behind {@link #close}
     */
    public void requireOpen() {
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
