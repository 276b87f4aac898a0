package dev.leat.core.engine.decision;

/** Where every received change is: received = delivered + filtered + dead-lettered + pending, at all times. */
public final class Accounting {
    private long received;
    private long delivered;
    private long filtered;
    private long deadLettered;
    private long seeded;

    void receive(int count, int filteredCount) {
        received += count;
        filtered += filteredCount;
    }

    void deliver(int count) {
        delivered += count;
    }

    /** Changes of a delivery that is durable now, but for these: they were put aside. */
    void putAside(int count) {
        deadLettered += count;
    }

    /** A connection was lost: what it brought and was not durable yet will be received again. */
    void forgetPending() {
        received = delivered + filtered + deadLettered;
    }

    void seed(long rows) {
        seeded = rows;
    }

    /** Changes that the source brought. */
    public long received() {
        return received;
    }

    /** Changes that are durable in every sink. */
    public long delivered() {
        return delivered;
    }

    /** Changes that the file leaves out. */
    public long filtered() {
        return filtered;
    }

    /** Changes that a sink refused and that were put aside; durable everywhere else. */
    public long deadLettered() {
        return deadLettered;
    }

    /** Changes on their way. */
    public long pending() {
        return received - delivered - filtered - deadLettered;
    }

    /** Rows that seeding wrote. */
    public long seeded() {
        return seeded;
    }
}
