package dev.leat.api.capture;

/** The transactions that a table's chunks must certainly see. Immutable. */
public interface Barrier {
    /** Whether a read with this boundary saw all of them. */
    boolean isPassedBy(Boundary boundary);

    /** What is still waited for, for the status: process ids, transaction ids. Shows no row values. */
    String waitingFor();
}
