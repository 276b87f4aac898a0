package dev.leat.capture.postgres;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.capture.postgres.session.Login;
import dev.leat.capture.postgres.session.Session;
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
    private final String applicationName;
    private volatile PublicationSetup publication;
    private final Look look;
    private final Duration interval;
    private final Consumer<Duration> pause;
    private final Consumer<CdcException> alarm;
    private final Consumer<CdcException> letGo;

    /**
     * @param look what else to look at
     * @param pause waits; throws a CdcException when the watch is over
     * @param alarm told when something is missing
     * @param letGo told when the server takes no sessions any more
     */
    PublicationWatch(
            Login login,
            String applicationName,
            PublicationSetup publication,
            Look look,
            Duration interval,
            Consumer<Duration> pause,
            Consumer<CdcException> alarm,
            Consumer<CdcException> letGo) {
        this.login = login;
        this.applicationName = applicationName;
        this.publication = publication;
        this.look = look;
        this.interval = interval;
        this.pause = pause;
        this.alarm = alarm;
        this.letGo = letGo;
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
        try (Connection session = Session.open(login, applicationName)) {
            Optional<String> lost = publication.lost(session);
            lost.ifPresent(what ->
                    alarm.accept(new CdcException(ErrorKind.GAP, what + ": its changes since then are missing")));
            look.at(session).ifPresent(alarm);
        } catch (SQLException refused) {
            if (CANNOT_CONNECT_NOW.equals(refused.getSQLState())) {
                letGo.accept(Failure.of("the connections to " + login + " were closed", refused));
            } else {
                tell(refused);
            }
        } catch (CdcException unreachable) {
            tell(unreachable);
        }
    }

    private static void tell(Exception unreachable) {
        // the stream notices by itself when the server is gone
        LOG.debug("cannot see whether everything is still published", unreachable);
    }
}
