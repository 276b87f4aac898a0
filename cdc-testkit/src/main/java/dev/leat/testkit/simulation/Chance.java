package dev.leat.testkit.simulation;

import java.util.List;

/** Random numbers that depend on the seed alone (SplitMix64). */
final class Chance {
    private long state;

    Chance(long seed) {
        this.state = seed;
    }

    long next() {
        state += 0x9e3779b97f4a7c15L;
        long mixed = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }

    /** From 0 to below the bound, which is positive. */
    int below(int bound) {
        return (int) ((next() >>> 1) % bound);
    }

    /** From 0 to below the bound, which is positive. */
    long below(long bound) {
        return (next() >>> 1) % bound;
    }

    /** From the first to the last number, both included. */
    int from(int first, int last) {
        return first + below(last - first + 1);
    }

    boolean percent(int percent) {
        return below(100) < percent;
    }

    <T> T pick(List<T> choices) {
        return choices.get(below(choices.size()));
    }

    /** Another row of numbers that does not depend on how many of this one are drawn later. */
    Chance fork() {
        return new Chance(next());
    }
}
