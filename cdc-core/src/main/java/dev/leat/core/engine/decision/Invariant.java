package dev.leat.core.engine.decision;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;

/** Checks that stay on in production: a pipeline that breaks one stops before it writes or confirms anything else. */
final class Invariant {
    private Invariant() {}

    static void check(boolean holds, String what) {
        if (!holds) {
            throw new CdcException(ErrorKind.INTERNAL, "broken invariant: " + what + "; this is a bug in Leat");
        }
    }
}
