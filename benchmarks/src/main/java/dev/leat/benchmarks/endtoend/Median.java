package dev.leat.benchmarks.endtoend;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** A median with its extremes. */
record Median(double value, double min, double max) {
    static Median of(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double value = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Median(value, sorted[0], sorted[sorted.length - 1]);
    }

    /** Of the quotients of what was measured in one round. */
    static Median ofRatios(List<Measured> of, List<Measured> to, ToDoubleFunction<Measured> what) {
        return of(IntStream.range(0, of.size())
                .mapToDouble(i -> what.applyAsDouble(of.get(i)) / what.applyAsDouble(to.get(i)))
                .toArray());
    }

    /** All three in a format of one number. */
    String toString(String format) {
        return String.format(Locale.ROOT, format + " (" + format + "-" + format + ")", value, min, max);
    }

    @Override
    public String toString() {
        return toString("%.2f");
    }
}
