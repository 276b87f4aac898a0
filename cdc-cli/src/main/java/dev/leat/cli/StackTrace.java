package dev.leat.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** A failure as text. */
final class StackTrace {
    private StackTrace() {}

    static List<String> lines(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString().lines().toList();
    }
}
