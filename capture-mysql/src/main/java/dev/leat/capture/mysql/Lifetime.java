package dev.leat.capture.mysql;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The time until a capture is closed: what is open then is closed with it, and whoever waits is woken. Thread-safe. */
final class Lifetime {
    private static final Logger LOG = LoggerFactory.getLogger(Lifetime.class);

    private final CountDownLatch over = new CountDownLatch(1);
    private final Set<AutoCloseable> open = ConcurrentHashMap.newKeySet();

    /**
     * Closes this with the capture, at the latest.
     *
     * @throws CdcException CONNECTION if the capture is closed already
     */
    <T extends AutoCloseable> T keep(T opened) {
        open.add(opened);
        if (over.getCount() == 0) {
            close(opened);
            throw ended();
        }
        return opened;
    }

    /** Whoever opened it closes it. */
    void release(AutoCloseable opened) {
        open.remove(opened);
    }

    /**
     * Waits.
     *
     * @throws CdcException CONNECTION when the capture was closed meanwhile or the thread is interrupted
     */
    void pause(Duration time) {
        try {
            if (over.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
                throw ended();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new CdcException(ErrorKind.CONNECTION, "interrupted while waiting for the server", stopped);
        }
    }

    void end() {
        over.countDown();
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

    private static CdcException ended() {
        return new CdcException(ErrorKind.CONNECTION, "the capture was closed");
    }
}
