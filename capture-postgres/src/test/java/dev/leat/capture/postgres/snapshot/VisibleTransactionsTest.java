package dev.leat.capture.postgres.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VisibleTransactionsTest {
    private static final long EPOCH = 1L << 32;

    @Test
    void seesWhatEndedBeforeIt() {
        VisibleTransactions visible = VisibleTransactions.parse("742:750:742,745");

        assertThat(visible.contains(741)).isTrue();
        assertThat(visible.contains(743)).isTrue();
        assertThat(visible.contains(749)).isTrue();
    }

    @Test
    void doesNotSeeWhatRunsOrComes() {
        VisibleTransactions visible = VisibleTransactions.parse("742:750:745,742");

        assertThat(visible.contains(742)).isFalse();
        assertThat(visible.contains(745)).isFalse();
        assertThat(visible.contains(750)).isFalse();
        assertThat(visible.contains(751)).isFalse();
    }

    @Test
    void seesEverythingBelowItsEndWhenNothingRuns() {
        VisibleTransactions visible = VisibleTransactions.parse("750:750:");

        assertThat(visible.contains(749)).isTrue();
        assertThat(visible.contains(750)).isFalse();
    }

    @Test
    void extendsAnIdThatIsStillBeforeTheWrapAround() {
        VisibleTransactions visible = snapshot(3 * EPOCH + 10);

        assertThat(visible.extend(0xFFFF_FFF0L)).isEqualTo(3 * EPOCH - 16);
        assertThat(visible.contains(0xFFFF_FFF0L)).isTrue();
    }

    @Test
    void extendsAnIdThatIsAlreadyBehindTheWrapAround() {
        VisibleTransactions visible = snapshot(3 * EPOCH - 16);

        assertThat(visible.extend(7)).isEqualTo(3 * EPOCH + 7);
        assertThat(visible.contains(7)).isFalse();
    }

    @Test
    void extendsIdsOfItsOwnEpoch() {
        VisibleTransactions visible = snapshot(3 * EPOCH + 0x8000_0000L);

        assertThat(visible.extend(5)).isEqualTo(3 * EPOCH + 5);
        assertThat(visible.extend(0xFFFF_FFFEL)).isEqualTo(3 * EPOCH + 0xFFFF_FFFEL);
        assertThat(visible.contains(5)).isTrue();
        assertThat(visible.contains(0xFFFF_FFFEL)).isFalse();
    }

    @Test
    void knowsRunningTransactionsOfAnotherEpoch() {
        VisibleTransactions visible = VisibleTransactions.parse(
                (3 * EPOCH - 20) + ":" + (3 * EPOCH + 10) + ":" + (3 * EPOCH - 20) + "," + (3 * EPOCH + 4));

        assertThat(visible.contains(EPOCH - 20)).isFalse();
        assertThat(visible.contains(EPOCH - 19)).isTrue();
        assertThat(visible.contains(4)).isFalse();
        assertThat(visible.contains(3)).isTrue();
        assertThat(visible.contains(10)).isFalse();
    }

    /** Ids in use lie within half of their range, wherever in it the snapshot stands. */
    @Test
    void findsTheNearestIdForEveryPlaceOfTheSnapshot() {
        for (long low : new long[] {0, 1, 0x7FFF_FFFFL, 0x8000_0000L, 0x8000_0001L, 0xFFFF_FFFFL}) {
            long xmax = 5 * EPOCH + low;
            VisibleTransactions visible = snapshot(xmax);
            for (long distance : new long[] {1, 2, 1000, 0x7FFF_FFFEL}) {
                long before = xmax - distance;
                long behind = xmax + distance;

                assertThat(visible.extend(before & 0xFFFF_FFFFL)).isEqualTo(before);
                assertThat(visible.extend(behind & 0xFFFF_FFFFL)).isEqualTo(behind);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1:2", "1:2:3:4", "1:x:", "1:2:3,", "1:2:,", "a:b:c", "1:2:3 4"})
    void refusesWhatIsNoSnapshot(String text) {
        assertThatThrownBy(() -> VisibleTransactions.parse(text))
                .isInstanceOfSatisfying(
                        CdcException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.DECODE))
                .hasMessageContaining("not a snapshot");
    }

    private static VisibleTransactions snapshot(long xmax) {
        return VisibleTransactions.parse(xmax + ":" + xmax + ":");
    }
}
