package dev.leat.testkit.simulation;

import java.util.Comparator;

/** What a versioned target compares. */
record Version(long epoch, long sequence, int ordinal) implements Comparable<Version> {
    private static final Comparator<Version> ORDER = Comparator.comparingLong(Version::epoch)
            .thenComparingLong(Version::sequence)
            .thenComparingInt(Version::ordinal);

    @Override
    public int compareTo(Version other) {
        return ORDER.compare(this, other);
    }
}
