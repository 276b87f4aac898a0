package dev.leat.capture.mysql;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The time until a capture is closed: what is open then is closed with it. Thread-safe. */
final class Lifetime {
    private static final Logger LOG = LoggerFactory.getLogger(Lifetime.class);

    private final Set<AutoCloseable> open = ConcurrentHashMap.newKeySet();
    private volatile boolean over;

    /**
     * Closes this with the capture, at the latest.
     *
     * @throws CdcException CONNECTION if the capture is closed already
     */
    <T extends AutoCloseable> T keep(T opened) {
        open.add(opened);
        if (over) {
            close(opened);
            throw new CdcException(ErrorKind.CONNECTION, "the capture was closed");
        }
        return opened;
    }

    /** Whoever opened it closes it. */
    void release(AutoCloseable opened) {
        open.remove(opened);
    }

    void end() {
        over = true;
        Set.copyOf(open).forEach(this::close);
    }

    private void close(AutoCloseable opened) {
        open.remove(opened);
        try {
            opened.close();
        } catch (Exception failure) {
            LOG.debug("could not be closed in order", failure);
        }
    }
}
