package dev.leat.core.engine.runtime;

/**
 * What became of the changes that a pipeline was ever given: received = delivered + filtered + dead-lettered. What is on its way
 * comes again after a crash, and is counted then.
 *
 * @param received changes that the source brought
 * @param delivered changes that are durable in every sink
 * @param filtered changes that the file leaves out
 * @param deadLettered changes that a sink refused and that were put aside
 */
public record Counts(long received, long delivered, long filtered, long deadLettered) {
    /** Nothing yet. */
    public static final Counts NONE = new Counts(0, 0, 0, 0);

    Counts plus(Counts other) {
        return new Counts(
                received + other.received,
                delivered + other.delivered,
                filtered + other.filtered,
                deadLettered + other.deadLettered);
    }
}
