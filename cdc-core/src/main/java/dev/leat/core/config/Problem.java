package dev.leat.core.config;

/**
 * One thing that is wrong with a pipeline file.
 *
 * @param location where
 * @param message which key, what is wrong with it, and what to write instead; without secrets
 */
public record Problem(Location location, String message) {
    /** {@code file:line:column: message}. */
    @Override
    public String toString() {
        return location + ": " + message;
    }
}
