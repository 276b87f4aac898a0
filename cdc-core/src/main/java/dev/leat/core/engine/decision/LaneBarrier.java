package dev.leat.core.engine.decision;

/** Something that runs while no write of the sink is under way; later writes wait until it is over. */
final class LaneBarrier implements LaneItem {
    private final Runnable start;
    private final int connection;
    private final boolean ofStream;
    private boolean started;
    private boolean over;

    /**
     * @param start called once, when all lanes have reached the barrier
     * @param connection which connection asked for it
     * @param ofStream whether a new connection makes it void
     */
    LaneBarrier(Runnable start, int connection, boolean ofStream) {
        this.start = start;
        this.connection = connection;
        this.ofStream = ofStream;
    }

    boolean isVoidFor(int currentConnection) {
        return ofStream && !started && connection != currentConnection;
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
