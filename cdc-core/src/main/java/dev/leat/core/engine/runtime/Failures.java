package dev.leat.core.engine.runtime;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;

/** Gives every failure a kind: what a plugin throws without one is a bug of the plugin. */
final class Failures {
    private Failures() {}

    static CdcException of(Throwable failure, String during) {
        if (failure instanceof CdcException known) {
            return known;
        }
        return new CdcException(
                ErrorKind.INTERNAL, "unexpected " + failure.getClass().getSimpleName() + " while " + during, failure);
    }
}
