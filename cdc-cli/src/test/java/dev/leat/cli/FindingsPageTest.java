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
                    "The log lacks the rows.",
                    "ALTER SYSTEM SET wal_level = logical;\n-- and restart"),
            new Finding(
                    "tls",
                    Severity.WARNING,
                    "redis://u:canary@host",
                    "sent to redis://u:canary@host in the clear",
                    "Others can read it.",
                    ""));

    @Test
    void putsTheRemedyBelowItsFinding() {
        assertThat(new FindingsPage(Path.of("shop.yaml"), "shop", FINDINGS, 1).text())
                .isEqualTo("""
                        error wal-level  server: wal_level is replica
                              why: The log lacks the rows.
                              ALTER SYSTEM SET wal_level = logical;
                              -- and restart
                        warning tls  redis://***@host: sent to redis://***@host in the clear
                              why: Others can read it.
                        shop.yaml: 1 error, 1 more to know
                        """);
    }

    @Test
    void saysOnceWhatFindingsWithOneCodeHaveInCommon() {
        List<Finding> findings = List.of(
                new Finding("toasted", Severity.INFO, "public.a", "has large values", "Reads cost time.", "REMEDY"),
                new Finding("toasted", Severity.INFO, "public.b", "has large values", "Reads cost time.", "REMEDY"),
                new Finding("toasted", Severity.INFO, "public.c", "has large values", "Reads cost time.", "ANOTHER"));

        assertThat(new FindingsPage(Path.of("shop.yaml"), "shop", findings, 0).text())
                .isEqualTo("""
                        info toasted  public.a: has large values
                              why: Reads cost time.
                              REMEDY
                        info toasted  public.b: has large values
                        info toasted  public.c: has large values
                              ANOTHER
                        shop.yaml: no error, 3 more to know
                        """);
    }

    @Test
    void beginsWithTheWorst() {
        List<Finding> findings = List.of(
                new Finding("known", Severity.INFO, "a", "is so", "It is.", "nothing"),
                new Finding("risky", Severity.WARNING, "b", "is so", "It is.", "less"),
                new Finding("wrong", Severity.ERROR, "c", "is so", "It is.", "another"));

        assertThat(new FindingsPage(Path.of("shop.yaml"), "shop", findings, 1).text())
                .containsSubsequence("error wrong", "warning risky", "info known");
    }

    @Test
    void isOneJsonDocumentWithStableNames() {
        assertThat(new FindingsPage(Path.of("shop.yaml"), "shop", FINDINGS.subList(0, 1), 1).json())
                .isEqualTo(
                        "{\"file\":\"shop.yaml\",\"pipeline\":\"shop\",\"findings\":[{\"code\":\"wal-level\","
                                + "\"severity\":\"error\",\"object\":\"server\",\"message\":\"wal_level is replica\","
                                + "\"why\":\"The log lacks the rows.\",\"remedy\":\"ALTER SYSTEM SET wal_level = logical;\\n-- and restart\"}],\"exit-code\":1}\n");
    }

    @Test
    void saysThatThereIsNoError() {
        assertThat(new FindingsPage(Path.of("shop.yaml"), "shop", List.of(), 0).text())
                .isEqualTo("shop.yaml: no error\n");
    }
}
