package dev.leat.capture.postgres.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyBoundsTest {
    @Test
    void readsBackWhatItWrote() {
        assertReadBack(List.of("7"));
        assertReadBack(List.of(""));
        assertReadBack(List.of("", "a:b\\c", "\n\t'\"", "漢\uD83D\uDE00"));
        assertReadBack(List.of("x".repeat(100_000), "y"));
    }

    private static void assertReadBack(List<String> key) {
        assertThat(KeyBounds.decode(KeyBounds.encode(key))).isEqualTo(key);
    }

    /** Stored by sinks: what a later version reads. */
    @Test
    void isWrittenAsLengthsAndTexts() {
        assertThat(KeyBounds.encode(List.of("7", "ab")))
                .containsExactly(0, 0, 0, 2, 0, 0, 0, 1, '7', 0, 0, 0, 2, 'a', 'b');
    }

    @Test
    void refusesBoundsThatAreCutOrHaveSomethingBehind() {
        byte[] bound = KeyBounds.encode(List.of("key", "part"));
        for (int length = 0; length < bound.length; length++) {
            assertDamaged(Arrays.copyOf(bound, length));
        }
        assertDamaged(Arrays.copyOf(bound, bound.length + 1));
    }

    @Test
    void refusesCountsLengthsAndTextsThatCannotBe() {
        assertDamaged(new byte[] {0, 0, 0, 0});
        assertDamaged(new byte[] {-1, -1, -1, -1});
        assertDamaged(new byte[] {127, -1, -1, -1});
        assertDamaged(new byte[] {0, 0, 0, 1, 127, -1, -1, -1});
        assertDamaged(new byte[] {0, 0, 0, 1, -1, -1, -1, -1});
        assertDamaged(new byte[] {0, 0, 0, 1, 0, 0, 0, 1, (byte) 0xFF});
    }

    private static void assertDamaged(byte[] bound) {
        assertThatThrownBy(() -> KeyBounds.decode(bound))
                .isInstanceOfSatisfying(
                        CdcException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.DECODE))
                .hasMessageContaining("leat reseed");
    }
}
