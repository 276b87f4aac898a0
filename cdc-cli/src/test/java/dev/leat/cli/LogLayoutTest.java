package dev.leat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class LogLayoutTest {
    @Test
    void isOneLineWithoutACauseAndWithoutSecrets() {
        String line = layout(LogSettings.Format.text, false);

        assertThat(line).endsWith(" WARN  can't reach redis://***@host\n").hasLineCount(1);
    }

    @Test
    void addsTheCauseWhenAsked() {
        assertThat(layout(LogSettings.Format.text, true))
                .contains("java.io.IOException: reset by redis://***@host", "\tat ");
    }

    @Test
    void isOneJsonObjectPerLine() {
        assertThat(layout(LogSettings.Format.json, false))
                .isEqualTo("{\"time\":\"2026-11-21T12:00:00Z\",\"level\":\"warn\",\"logger\":\"dev.leat.x\","
                        + "\"message\":\"can't reach redis://***@host\"}\n");
        assertThat(layout(LogSettings.Format.json, true)).hasLineCount(1).contains("\"error\":\"java.io.IOException");
    }

    private static String layout(LogSettings.Format format, boolean stackTraces) {
        LoggerContext loggers = new LoggerContext();
        LoggingEvent event = new LoggingEvent(
                "x",
                loggers.getLogger("dev.leat.x"),
                Level.WARN,
                "can't reach {}",
                new IOException("reset by redis://:canary@host"),
                new Object[] {"redis://:canary@host"});
        event.setInstant(Instant.parse("2026-11-21T12:00:00Z"));
        return new LogLayout(new LogSettings(LogSettings.Level.info, format, stackTraces)).doLayout(event);
    }
}
