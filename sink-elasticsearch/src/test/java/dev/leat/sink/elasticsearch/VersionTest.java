package dev.leat.sink.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.change.ChangeBatch;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VersionTest {
    private static final long HIGHEST_LSN = (1L << 49) - 8;

    // S1, W27
    @Test
    void keepsTheOrderOfTheHistory() {
        Random random = new Random(7);
        long[][] places = new long[20_000][];
        for (int i = 0; i < places.length; i++) {
            int bits = 1 + random.nextInt(49);
            long lsn = random.nextLong() & (1L << bits) - 1 & ~7L;
            places[i] = new long[] {random.nextInt(3) == 0 ? random.nextInt(64) : 1, lsn, random.nextInt(2_048)};
        }
        Comparator<long[]> inHistory = Comparator.<long[]>comparingLong(place -> place[0])
                .thenComparingLong(place -> place[1])
                .thenComparingLong(place -> place[2]);
        Arrays.sort(places, inHistory);

        for (int i = 1; i < places.length; i++) {
            int wanted = Integer.signum(inHistory.compare(places[i - 1], places[i]));
            assertThat(Long.signum(Long.compare(packed(places[i - 1]), packed(places[i]))))
                    .isEqualTo(wanted);
        }
    }

    @Test
    void putsASnapshotRowBehindEveryTransactionBeforeItsPositionAndBeforeTheNext() {
        long commit = 0x16B3748L;
        long end = commit + 48;

        long read = Version.pack(1, end - 1, 8, ChangeBatch.READ_ORDINAL);

        assertThat(read).isGreaterThanOrEqualTo(Version.pack(1, commit, 8, 1_000_000));
        assertThat(read).isLessThan(Version.pack(1, end, 8, 0));
    }

    @Test
    void fillsThePositiveNumbersThatTheTargetHas() {
        assertThat(Version.pack(0, 0, 8, 0)).isZero();
        assertThat(Version.pack(63, HIGHEST_LSN, 8, Integer.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
        assertThat(Version.pack(1, 1, 1, 0)).isEqualTo(1L << 57 | 1L << 11);
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatThrownBy(() -> Version.pack(64, 0, 8, 0)).isInstanceOfSatisfying(CdcException.class, e -> {
            assertThat(e.kind()).isEqualTo(ErrorKind.SETUP);
            assertThat(e.getMessage()).contains("epoch 64");
        });
        assertThatThrownBy(() -> Version.pack(1, HIGHEST_LSN + 8, 8, 0)).isInstanceOf(CdcException.class);
        assertThatThrownBy(() -> Version.pack(1, -8, 8, 0)).isInstanceOf(CdcException.class);
    }

    private static long packed(long[] place) {
        return Version.pack(place[0], place[1], 8, (int) place[2]);
    }
}
