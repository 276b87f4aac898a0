package dev.leat.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

final class ConsoleTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Console console =
            new Console(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), true);

    @Test
    void makesOneLinePerErrorAndMasksSecrets() {
        console.error("bad.yaml:1:1: first\n  second: redis://user:canary@host:1 refuses");

        assertThat(err.toString(UTF_8)).isEqualTo("""
                        leat: error: bad.yaml:1:1: first
                        leat: error: second: redis://***@host:1 refuses
                        """);
        assertThat(out.size()).isZero();
    }

    // an Error of a plugin says nothing of its inside unless somebody asks
    @Test
    void showsStackTracesOnlyWhenVerbose() {
        console.failure("shop: ", new NoClassDefFoundError("org/example/Driver"));
        assertThat(err.toString(UTF_8)).hasLineCount(1).contains("shop: unexpected NoClassDefFoundError");

        console.set(Console.Verbosity.VERBOSE, false);
        console.failure("shop: ", new CdcException(ErrorKind.SETUP, "no such database"));
        assertThat(err.toString(UTF_8)).contains("leat: error: shop: no such database\n", "\tat ");
    }

    @Test
    void saysErrorsOnlyWhenQuiet() {
        console.set(Console.Verbosity.QUIET, false);

        console.note("seeded");
        console.error("refused");

        assertThat(err.toString(UTF_8)).isEqualTo("leat: error: refused\n");
        assertThat(console.hasProgress()).isFalse();
    }

    @Test
    void takesTheProgressLineAwayBeforeItSaysAnything() {
        console.progress("shop: seeding");
        console.note("done");

        assertThat(err.toString(UTF_8)).isEqualTo("\r\u001b[Kshop: seeding\r\u001b[Kleat: done\n");
    }
}
