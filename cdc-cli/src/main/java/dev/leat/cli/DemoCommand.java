package dev.leat.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code leat demo}. What it shows is loaded only when it is asked for: its libraries are on the class path of no other command. */
@Command(
        name = "demo",
        description = {
            "Shows a pipeline at work; needs nothing installed and leaves nothing behind.",
            "Starts a PostgreSQL, or a MariaDB, with a small shop that keeps changing and an empty Redis, leads the one to",
            "the other, and prints changes beside the rows that it reads back."
        },
        usageHelpAutoWidth = true)
final class DemoCommand implements Callable<Integer> {
    private final LeatCommand leat;

    @Option(
            names = "--for",
            paramLabel = "20s",
            converter = SecondsOrMinutes.class,
            description = "End after this time (s, m); without it Ctrl-C ends the demo.")
    private @Nullable Duration length;

    @Option(names = "--mysql", description = "Show MariaDB, read by its binary log, in place of PostgreSQL.")
    private boolean mysql;

    DemoCommand(LeatCommand leat) {
        this.leat = leat;
    }

    @Override
    public Integer call() throws Exception {
        try {
            return new DemoShow(leat, mysql, length).run();
        } catch (NoClassDefFoundError e) {
            leat.console().error("the demo is not part of this installation; run bin/leat of the distribution");
            return ExitCodes.INVALID;
        }
    }

    /** {@code 20s} or {@code 2m}. */
    static final class SecondsOrMinutes implements ITypeConverter<Duration> {
        private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,4})(s|m)");

        @Override
        public Duration convert(String text) {
            Matcher form = FORM.matcher(text);
            if (!form.matches()) {
                throw new TypeConversionException("expected a time such as 20s or 2m, found " + text);
            }
            long number = Long.parseLong(form.group(1));
            return form.group(2).equals("s") ? Duration.ofSeconds(number) : Duration.ofMinutes(number);
        }
    }
}
