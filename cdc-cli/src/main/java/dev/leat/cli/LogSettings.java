package dev.leat.cli;

/**
 * What is logged, and how.
 *
 * @param level of Leat's own loggers; other libraries' are told from warnings on
 * @param format of a line
 * @param stackTraces whether causes are shown with their stack traces
 */
record LogSettings(Level level, Format format, boolean stackTraces) {
    /** How much is logged. */
    enum Level {
        error,
        warn,
        info,
        debug,
        trace
    }

    /** What a line looks like. */
    enum Format {
        text,
        json
    }
}
