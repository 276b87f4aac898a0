package dev.leat.core.engine.decision;

import org.jspecify.annotations.Nullable;

/** Something that runs while no write of the sink is under way; later writes wait until it is over. */
final class LaneBarrier implements LaneItem {
    private final Runnable start;
    private final @Nullable Runnable drop;
    private final int connection;
    private boolean started;
    private boolean over;

    private LaneBarrier(Runnable start, @Nullable Runnable drop, int connection) {
        this.start = start;
        this.drop = drop;
        this.connection = connection;
    }

    /**
     * A barrier that stands whatever becomes of the stream.
     *
     * @param start called once, when all lanes have reached the barrier
     */
    static LaneBarrier lasting(Runnable start) {
        return new LaneBarrier(start, null, 0);
    }

    /**
     * A barrier that a new connection makes void.
     *
     * @param start called once, when all lanes have reached the barrier
     * @param drop called instead when it is void
     * @param connection which connection asked for it
     */
    static LaneBarrier ofStream(Runnable start, Runnable drop, int connection) {
        return new LaneBarrier(start, drop, connection);
    }

    boolean isVoidFor(int currentConnection) {
        return drop != null && !started && connection != currentConnection;
    }

    void drop() {
        if (drop != null) {
            drop.run();
        }
    }

    boolean started() {
        return started;
    }

    void begin() {
        started = true;
        start.run();
    }

    boolean isOver() {
        return over;
    }

    void end() {
        over = true;
    }
}
