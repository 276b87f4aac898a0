package dev.leat.core.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import org.junit.jupiter.api.Test;

final class FailuresTest {
    @Test
    void keepsWhatHasAKind() {
        CdcException known = new CdcException(ErrorKind.GAP, "gone");

        assertThat(Failures.of(known, "writing")).isSameAs(known);
    }

    /** P18 */
    @Test
    void saysWhatHelpsWhenMemoryIsShort() {
        CdcException failure = Failures.of(new OutOfMemoryError("Java heap space"), "reading public.big");

        assertThat(failure.kind()).isEqualTo(ErrorKind.SETUP);
        assertThat(failure)
                .hasMessageMatching(
                        "out of memory while reading public.big, with a heap of [0-9]+ MiB: .*LEAT_JAVA_OPTS=.*");
    }

    @Test
    void callsTheRestABug() {
        CdcException failure = Failures.of(new IllegalStateException("secret"), "writing");

        assertThat(failure.kind()).isEqualTo(ErrorKind.INTERNAL);
        assertThat(failure).hasMessage("unexpected IllegalStateException while writing");
    }
}
