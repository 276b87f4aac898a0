package dev.leat.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What happened in a run: always as one number, so that two runs can be compared, and as text when asked for. */
final class Trace {
    private final boolean inWords;
    private final List<String> lines = new ArrayList<>();
    private long hash = 17;
    private int step;

    Trace(boolean inWords) {
        this.inWords = inWords;
    }

    /** Begins the next step of the run. */
    void nextStep() {
        step++;
    }

    int step() {
        return step;
    }

    void event(String kind, long subject, Supplier<String> words) {
        hash = hash * 0x100000001b3L + kind.hashCode();
        hash = hash * 0x100000001b3L + subject;
        hash ^= hash >>> 29;
        if (inWords) {
            lines.add(String.format("%5d  %-10s %s", step, kind, words.get()));
        }
    }

    long hash() {
        return hash;
    }

    /** The run in words; empty unless it was asked for. */
    List<String> lines() {
        return lines;
    }
}
