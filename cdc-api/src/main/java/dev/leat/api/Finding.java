package dev.leat.api;

/**
 * One result of {@code leat check}.
 *
 * @param code stable machine-readable code such as {@code wal-level}; never renamed
 * @param severity whether {@code run} would stop on it
 * @param object what it is about: a table, a role, a server setting, a file
 * @param message what was found
 * @param why why it matters: one sentence on what goes wrong, or would, for whoever runs the pipeline; the same for all
 *     findings with this code; never blank
 * @param remedy the exact SQL or command that mends it; empty only when there is nothing to do
 */
public record Finding(String code, Severity severity, String object, String message, String why, String remedy) {
    /** Refuses a finding that does not say why it matters. */
    public Finding {
        if (why.isBlank()) {
            throw new IllegalArgumentException("finding " + code + " does not say why it matters");
        }
    }

    /** How bad a finding is. */
    public enum Severity {
        /** {@code run} would stop. */
        ERROR,
        /** Works, but probably not as wanted. */
        WARNING,
        /** Worth knowing. */
        INFO
    }
}
