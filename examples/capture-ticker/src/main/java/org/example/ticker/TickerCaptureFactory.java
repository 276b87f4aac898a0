package org.example.ticker;

import dev.leat.api.capture.Capture;
import dev.leat.api.plugin.CaptureContext;
import dev.leat.api.plugin.CaptureFactory;
import dev.leat.api.plugin.Option;
import dev.leat.api.plugin.OptionType;
import dev.leat.api.plugin.Options;
import java.time.Duration;
import java.util.List;

/** Declares the options and makes captures; named in {@code META-INF/services}. */
public final class TickerCaptureFactory implements CaptureFactory {
    /** For {@link java.util.ServiceLoader}. */
    public TickerCaptureFactory() {}

    @Override
    public String type() {
        return "ticker";
    }

    @Override
    public List<Option> options() {
        return List.of(
                Option.withDefault("interval", OptionType.DURATION, "1s", "Time from one row to the next, from 1ms."),
                Option.withDefault(
                        "ticks", OptionType.INTEGER, "0", "How many rows there will ever be; 0 is without end."));
    }

    /** Validates here, where {@link Options#invalid} can name the line of the file; connects to nothing. */
    @Override
    public Capture create(Options options, CaptureContext context) {
        Duration interval = options.duration("interval");
        if (interval.compareTo(Duration.ofMillis(1)) < 0) {
            throw options.invalid("interval", "must be at least 1ms");
        }
        long ticks = options.integer("ticks");
        if (ticks < 0) {
            throw options.invalid("ticks", "must be 0 or more");
        }
        return new TickerCapture(interval, ticks == 0 ? Long.MAX_VALUE : ticks, context);
    }
}
