package dev.leat.capture.postgres;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.capture.postgres.session.Login;
import dev.leat.capture.postgres.session.NoHostException;
import dev.leat.capture.postgres.session.Sessions;
import dev.leat.capture.postgres.slot.PublicationSetup;
import dev.leat.capture.postgres.wire.Failure;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks from time to time whether all that is selected is still published. A table that was dropped, or taken out of the
 * publication, sends nothing any more, which looks like a table that nobody changes.
 *
 * <p>Also finds out that the server wants to stop: nothing in the stream tells of that, and the server would wait until
 * everything that it has written is confirmed, and in a smart shutdown for every session.
 */
final class PublicationWatch implements Runnable {
    /** Looks at something else over the same session. */
    @FunctionalInterface
    interface Look {
        /** What ends the stream, if anything does; may throw a CdcException, which does not. */
        Optional<CdcException> at(Connection session) throws SQLException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(PublicationWatch.class);

    /** cannot_connect_now: the server is shutting down, or is not up yet. */
    private static final String CANNOT_CONNECT_NOW = "57P03";

    private final Login login;
    private final Sessions sessions;
    private volatile PublicationSetup publication;
    private final Look look;
    private final Duration interval;
    private final Consumer<Duration> pause;
    private final Consumer<CdcException> alarm;

    /**
     * @param login for messages
     * @param sessions on the server that the stream comes from
     * @param look what else to look at
     * @param pause waits; throws a CdcException when the watch is over
     * @param alarm told when something is missing, or, CONNECTION, when the server takes no sessions any more
     */
    PublicationWatch(
            Login login,
            Sessions sessions,
            PublicationSetup publication,
            Look look,
            Duration interval,
            Consumer<Duration> pause,
            Consumer<CdcException> alarm) {
        this.login = login;
        this.sessions = sessions;
        this.publication = publication;
        this.look = look;
        this.interval = interval;
        this.pause = pause;
        this.alarm = alarm;
    }

    /** The tables were resolved again: this is what has to be published from now on. */
    void follow(PublicationSetup wanted) {
        publication = wanted;
    }

    @Override
    public void run() {
        while (true) {
            try {
                pause.accept(interval);
            } catch (CdcException over) {
                return;
            }
            lookAtAll();
        }
    }

    private void lookAtAll() {
        try (Connection session = sessions.open()) {
            Optional<String> lost = publication.lost(session);
            lost.ifPresent(what ->
                    alarm.accept(new CdcException(ErrorKind.GAP, what + ": its changes since then are missing")));
            look.at(session).ifPresent(alarm);
        } catch (SQLException refused) {
            if (isShutdown(refused)) {
                alarm.accept(Failure.of("the connections to " + login + " were closed", refused));
            } else {
                tell(refused);
            }
        } catch (CdcException failure) {
            if (failure.kind() == ErrorKind.SOURCE_CHANGED) {
                alarm.accept(failure);
            } else {
                tell(failure);
            }
        }
    }

    /** Of several hosts, standbys do not count. */
    private static boolean isShutdown(SQLException refused) {
        return refused instanceof NoHostException none
                ? none.reasons().stream().anyMatch(PublicationWatch::isShutdown)
                : CANNOT_CONNECT_NOW.equals(refused.getSQLState());
    }

    private static void tell(Exception unreachable) {
        // the stream notices by itself when the server is gone
        LOG.debug("cannot see whether everything is still published", unreachable);
    }
}
