package dev.leat.cli;

import dev.leat.api.CdcException;
import dev.leat.core.config.Redaction;
import java.io.OutputStream;
import java.io.PrintStream;
import org.slf4j.LoggerFactory;

/**
 * Where the command speaks: data to stdout, everything else to stderr, one line per error. Secrets are masked in all that
 * goes to stderr. Thread-safe.
 */
final class Console {
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintStream out;
    private final PrintStream err;
    private final boolean isTerminal;
    private volatile Verbosity verbosity = Verbosity.DEFAULT;
    private volatile boolean isJson;
    private boolean showsProgress;

    /** How much is told. */
    enum Verbosity {
        /** Errors only. */
        QUIET,
        /** Errors, what an operator should know, and a summary. */
        DEFAULT,
        /** Also causes with their stack traces. */
        VERBOSE
    }

    Console(PrintStream out, PrintStream err, boolean isTerminal) {
        this.out = out;
        this.err = err;
        this.isTerminal = isTerminal;
    }

    void set(Verbosity wanted, boolean json) {
        verbosity = wanted;
        isJson = json;
    }

    /** For data. */
    PrintStream out() {
        return out;
    }

    /** For data in bytes; to be flushed by who writes it. */
    OutputStream dataStream() {
        return out;
    }

    /** Whether stderr is a terminal that somebody looks at. */
    boolean hasProgress() {
        return isTerminal && !isJson && verbosity != Verbosity.QUIET;
    }

    /** Tells what an operator should know. */
    void note(String message) {
        if (verbosity == Verbosity.QUIET) {
            return;
        }
        if (isJson) {
            LoggerFactory.getLogger("leat").info(message);
        } else {
            line("leat: " + message);
        }
    }

    /** Tells what went wrong: each line of the message is one error. */
    void error(String message) {
        message.lines().map(String::strip).forEach(error -> {
            if (isJson) {
                LoggerFactory.getLogger("leat").error(error);
            } else {
                line("leat: error: " + error);
            }
        });
    }

    /**
     * Tells why something failed; where it failed only when asked to be verbose.
     *
     * @param subject what failed, with a colon and a blank behind it, or nothing
     */
    void failure(String subject, Throwable failure) {
        String message = failure instanceof CdcException known
                ? known.getMessage()
                : "unexpected " + failure.getClass().getSimpleName()
                        + "; run it again with -v and report what it prints";
        error(subject + message.strip());
        if (verbosity == Verbosity.VERBOSE) {
            StackTrace.lines(failure).forEach(this::line);
        }
    }

    /** Replaces the progress line; only where {@link #hasProgress}. */
    synchronized void progress(String text) {
        err.print(CLEAR_LINE + text);
        err.flush();
        showsProgress = true;
    }

    /** A line on stderr. */
    synchronized void line(String text) {
        endProgress();
        err.println(Redaction.mask(text));
    }

    /** Takes the progress line away. */
    synchronized void endProgress() {
        if (showsProgress) {
            err.print(CLEAR_LINE);
            err.flush();
            showsProgress = false;
        }
    }
}
