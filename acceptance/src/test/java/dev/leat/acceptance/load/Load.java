package dev.leat.acceptance.load;

import dev.leat.testkit.server.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Clients that run a script against a database until they are stopped. */
public final class Load implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final Ledger ledger;
    private final List<LoadClient> clients = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    private Load(TestDatabase database, Script script, Pace pace) {
        ledger = new Ledger(pace.clients());
        for (int i = 0; i < pace.clients(); i++) {
            LoadClient client = new LoadClient(database, script, pace, i, ledger);
            Thread thread = new Thread(client, "load-" + i);
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler((dead, thrown) -> failure.compareAndSet(null, thrown));
            clients.add(client);
            threads.add(thread);
        }
    }

    /**
     * How hard the load is.
     *
     * @param clients each with a connection and a thread of its own
     * @param perSecond transactions per second and client at most; 0: as many as go
     * @param seed what each client does depends on it and the client's number alone
     * @param bearsOutages whether a lost connection is opened again until the load is stopped
     */
    public record Pace(int clients, int perSecond, long seed, boolean bearsOutages) {
        /** So many clients as fast as they can. */
        public static Pace full(int clients, long seed) {
            return new Pace(clients, 0, seed, false);
        }

        /** So many clients, each at most so often. */
        public static Pace of(int clients, int perSecond, long seed) {
            return new Pace(clients, perSecond, seed, false);
        }

        /** The same over restarts of the server. */
        public Pace bearingOutages() {
            return new Pace(clients, perSecond, seed, true);
        }
    }

    /** Starts the clients; the script's tables are there. */
    public static Load start(TestDatabase database, Script script, Pace pace) {
        Load load = new Load(database, script, pace);
        load.threads.forEach(Thread::start);
        return load;
    }

    /** What has committed. */
    public Ledger ledger() {
        return ledger;
    }

    /** Waits until so many more transactions have committed. */
    public void awaitCommits(int more) {
        long wanted = ledger.committedCount() + more;
        Awaitility.await()
                .atMost(DEADLINE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> failure.get() != null || ledger.committedCount() >= wanted);
        requireHealthy();
    }

    /** Ends the clients between two transactions; throws what one of them failed of. */
    public void stop() {
        close();
        requireHealthy();
    }

    private void requireHealthy() {
        Throwable thrown = failure.get();
        if (thrown != null) {
            throw new AssertionError("the load failed", thrown);
        }
    }

    /** Ends the clients. */
    @Override
    public void close() {
        clients.forEach(LoadClient::stop);
        for (Thread thread : threads) {
            try {
                thread.join(DEADLINE.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while the load ends", e);
            }
            if (thread.isAlive()) {
                throw new AssertionError("a client of the load still runs");
            }
        }
    }
}
