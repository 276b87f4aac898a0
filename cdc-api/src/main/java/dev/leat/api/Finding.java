package dev.leat.api;

/**
 * One result of {@code leat check}.
 *
 * @param code stable machine-readable code such as {@code wal-level}; never renamed
 * @param severity whether {@code run} would stop on it
 * @param object what it is about: a table, a role, a server setting, a file
 * @param message what was found
 * @param remedy the exact SQL or command that mends it; empty when there is nothing to do
 */
public record Finding(String code, Severity severity, String object, String message, String remedy) {
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
