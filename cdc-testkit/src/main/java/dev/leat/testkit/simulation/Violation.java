package dev.leat.testkit.simulation;

import java.util.function.Supplier;

/** A promise that a run broke. */
final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String promise;

    /**
     * @param promise its id in the reliability text (P1, P3, ...), or the name of the check
     */
    Violation(String promise, String what) {
        super(promise + ": " + what);
        this.promise = promise;
    }

    String promise() {
        return promise;
    }

    static void unless(boolean holds, String promise, Supplier<String> what) {
        if (!holds) {
            throw new Violation(promise, what.get());
        }
    }
}
