package dev.leat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.Finding;
import dev.leat.api.Finding.Severity;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FindingsPageTest {
    private static final List<Finding> FINDINGS = List.of(
            new Finding(
                    "wal-level",
                    Severity.ERROR,
                    "server",
                    "wal_level is replica",
                    "ALTER SYSTEM SET wal_level = logical;\n-- and restart"),
            new Finding(
                    "tls",
                    Severity.WARNING,
                    "redis://u:canary@host",
                    "sent to redis://u:canary@host in the clear",
                    ""));

    @Test
    void putsTheRemedyBelowItsFinding() {
        assertThat(new FindingsPage(Path.of("shop.yaml"), "shop", FINDINGS, 1).text())
                .isEqualTo("""
                        error wal-level  server: wal_level is replica
                              ALTER SYSTEM SET wal_level = logical;
                              -- and restart
                        warning tls  redis://***@host: sent to redis://***@host in the clear
                        shop.yaml: 1 error, 1 more to know
                        """);
    }

    @Test
    void isOneJsonDocumentWithStableNames() {
        assertThat(new FindingsPage(Path.of("shop.yaml"), "shop", FINDINGS.subList(0, 1), 1).json())
                .isEqualTo("{\"file\":\"shop.yaml\",\"pipeline\":\"shop\",\"findings\":[{\"code\":\"wal-level\","
                        + "\"severity\":\"error\",\"object\":\"server\",\"message\":\"wal_level is replica\","
                        + "\"remedy\":\"ALTER SYSTEM SET wal_level = logical;\\n-- and restart\"}],\"exit-code\":1}\n");
    }

    @Test
    void saysThatThereIsNoError() {
        assertThat(new FindingsPage(Path.of("shop.yaml"), "shop", List.of(), 0).text())
                .isEqualTo("shop.yaml: no error\n");
    }
}
