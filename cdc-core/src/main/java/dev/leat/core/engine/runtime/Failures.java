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
        if (failure instanceof OutOfMemoryError) {
            return new CdcException(
                    ErrorKind.SETUP,
                    "out of memory while " + during + ", with a heap of "
                            + (Runtime.getRuntime().maxMemory() >> 20)
                            + " MiB: start again with a larger one, such as LEAT_JAVA_OPTS=-Xmx1g",
                    failure);
        }
        return new CdcException(
                ErrorKind.INTERNAL, "unexpected " + failure.getClass().getSimpleName() + " while " + during, failure);
    }
}
