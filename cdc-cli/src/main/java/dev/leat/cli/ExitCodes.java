package dev.leat.cli;

import dev.leat.api.CdcException;

/** What exit codes mean, the same for every command. */
final class ExitCodes {
    /** Everything went as asked. */
    static final int OK = 0;
    /** Failed while it ran. */
    static final int FAILED = 1;
    /** Could not begin; nothing was changed. */
    static final int INVALID = 2;
    /** A gap, or a change that a target refused. */
    static final int GAP = 3;

    private ExitCodes() {}

    /** The code for a failure before anything was changed. */
    static int beforeAnyChange(CdcException failure) {
        return switch (failure.kind()) {
            case CONFIG, SETUP -> INVALID;
            case GAP, REJECTED -> GAP;
            case CONNECTION, TARGET_LOST, SOURCE_CHANGED, DECODE, FENCED, INTERNAL -> FAILED;
        };
    }
}
