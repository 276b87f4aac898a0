package dev.leat.testkit.simulation;

import java.util.function.Supplier;

/** A promise that a run broke. */
final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    static final String LIVENESS = "liveness";
    static final String MODEL = "model";

    private final String promise;

    /**
     * @param promise its id in the reliability text (P1, P3, ...), or the name of the check
     */
    Violation(String promise, String what) {
        super(promise + ": " + what);
        this.promise = promise;
    }

    /** Whether it is about what users are promised, and not about a run that does not end or about the model itself. */
    boolean isPromise() {
        return !promise.equals(LIVENESS) && !promise.equals(MODEL);
    }

    static void unless(boolean holds, String promise, Supplier<String> what) {
        if (!holds) {
            throw new Violation(promise, what.get());
        }
    }
}
