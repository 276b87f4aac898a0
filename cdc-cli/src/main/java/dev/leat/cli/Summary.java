package dev.leat.cli;

import dev.leat.core.engine.runtime.PipelineStatus;
import dev.leat.core.wiring.PipelineEnd;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a pipeline did, in one line. */
final class Summary {
    private Summary() {}

    static String of(PipelineEnd end) {
        PipelineStatus last = end.outcome().last();
        double seconds = end.took().toNanos() / 1e9;
        String sinks = end.sinks().stream()
                .map(sink -> sink.sink() + " " + sink.written() + " written")
                .collect(Collectors.joining(", "));
        String letters = letters(end, last);
        String position = last.position().isEmpty() ? "" : ", up to " + last.position();
        return String.format(
                Locale.ROOT,
                "%s after %.1f s: %d changes (%.0f/s), %d rows seeded; %s%s%s",
                last.state().text(),
                seconds,
                last.delivered(),
                seconds > 0 ? last.delivered() / seconds : 0,
                last.seeded(),
                sinks,
                letters,
                position);
    }

    private static String letters(PipelineEnd end, PipelineStatus last) {
        if (last.deadLetters() == 0) {
            return last.deadLettered() == 0 ? "" : ", " + last.deadLettered() + " put aside";
        }
        return ", " + last.deadLettered() + " put aside; " + last.deadLetters()
                + " dead letter(s) wait: leat dead-letters list "
                + end.definition().file();
    }
}
