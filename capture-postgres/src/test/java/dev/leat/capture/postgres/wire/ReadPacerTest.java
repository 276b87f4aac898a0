package dev.leat.capture.postgres.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ReadPacerTest {
    private static final long NAP = 200_000;

    private final ReadPacer pacer = new ReadPacer(NAP, 0);

    @Test
    void doesNotDelayTheFirstRowAfterASilence() {
        pacer.bytesRead(100, true, 1_000_000_000);
        assertThat(pacer.napNanos()).isZero();

        pacer.bytesRead(100, true, 2_000_000_000);
        assertThat(pacer.napNanos()).isZero();
    }

    @Test
    void napsWhileLittleArrivesOften() {
        pacer.bytesRead(100, true, 1_000_000_000);
        pacer.bytesRead(100, true, 1_000_300_000);
        assertThat(pacer.napNanos()).isEqualTo(NAP / 4);

        pacer.timedOut();
        assertThat(pacer.napNanos()).isZero();
    }

    @Test
    void napsLongerWhileMuchArrives() {
        pacer.bytesRead(100, true, 1_000_000_000);
        pacer.bytesRead(ReadPacer.MUCH_BYTES, true, 1_000_300_000);
        assertThat(pacer.napNanos()).isEqualTo(NAP);
    }

    @Test
    void readsOnUntilTheSocketIsEmpty() {
        pacer.bytesRead(100, true, 1_000_000_000);
        pacer.bytesRead(ReadPacer.SMALL_READ_BYTES, true, 1_000_300_000);
        assertThat(pacer.napNanos()).isZero();

        pacer.bytesRead(100, false, 1_000_600_000);
        assertThat(pacer.napNanos()).isZero();
    }

    @Test
    void canBeSwitchedOff() {
        ReadPacer off = new ReadPacer(0, 0);
        off.bytesRead(100, true, 1_000_000_000);
        off.bytesRead(100, true, 1_000_000_001);

        assertThat(off.napNanos()).isZero();
    }
}
