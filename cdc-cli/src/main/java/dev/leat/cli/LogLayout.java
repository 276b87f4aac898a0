package dev.leat.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.LayoutBase;
import dev.leat.core.config.Redaction;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** One log event as one line (and a stack trace below it when asked for), secrets masked. */
final class LogLayout extends LayoutBase<ILoggingEvent> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());

    private final boolean stackTraces;
    private final @Nullable JsonFactory json;

    LogLayout(LogSettings settings) {
        this.stackTraces = settings.stackTraces();
        this.json = settings.format() == LogSettings.Format.json ? new JsonFactory() : null;
    }

    @Override
    public String doLayout(ILoggingEvent event) {
        return json == null ? text(event) : json(event, json);
    }

    private String text(ILoggingEvent event) {
        StringBuilder text = new StringBuilder(160);
        TIME.formatTo(Instant.ofEpochMilli(event.getTimeStamp()), text);
        text.append(String.format(Locale.ROOT, " %-5s ", event.getLevel()));
        text.append(Redaction.mask(event.getFormattedMessage())).append('\n');
        for (String line : trace(event)) {
            text.append(line).append('\n');
        }
        return text.toString();
    }

    private String json(ILoggingEvent event, JsonFactory factory) {
        StringWriter line = new StringWriter();
        try (JsonGenerator generator = factory.createGenerator(ObjectWriteContext.empty(), line)) {
            generator.writeStartObject();
            generator.writeStringProperty(
                    "time", Instant.ofEpochMilli(event.getTimeStamp()).toString());
            generator.writeStringProperty("level", event.getLevel().toString().toLowerCase(Locale.ROOT));
            generator.writeStringProperty("logger", event.getLoggerName());
            generator.writeStringProperty("message", Redaction.mask(event.getFormattedMessage()));
            List<String> trace = trace(event);
            if (!trace.isEmpty()) {
                generator.writeStringProperty("error", String.join("\n", trace));
            }
            generator.writeEndObject();
        }
        return line.append('\n').toString();
    }

    private List<String> trace(ILoggingEvent event) {
        if (!stackTraces || !(event.getThrowableProxy() instanceof ThrowableProxy proxy)) {
            return List.of();
        }
        return StackTrace.lines(proxy.getThrowable()).stream()
                .map(Redaction::mask)
                .toList();
    }
}
