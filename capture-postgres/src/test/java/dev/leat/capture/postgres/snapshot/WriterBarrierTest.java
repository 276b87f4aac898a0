package dev.leat.capture.postgres.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.Position;
import dev.leat.capture.postgres.snapshot.WriterBarrier.Writer;
import java.util.List;
import org.junit.jupiter.api.Test;

class WriterBarrierTest {
    private static final WriterBarrier TWO = new WriterBarrier(
            List.of(new Writer(742, "pid 1 (app)"), new Writer(745, "pid 2"), new Writer(746, "pid 2")));

    @Test
    void isPassedWhenEveryWriterHasEnded() {
        assertThat(TWO.isPassedBy(snapshot("747:750:747"))).isTrue();
        assertThat(TWO.isPassedBy(snapshot("742:750:742"))).isFalse();
        assertThat(TWO.isPassedBy(snapshot("745:750:745"))).isFalse();
        assertThat(TWO.isPassedBy(snapshot("746:746:"))).isFalse();
    }

    @Test
    void isPassedByAllWhenNobodyWrote() {
        WriterBarrier none = new WriterBarrier(List.of());

        assertThat(none.isPassedBy(snapshot("742:742:"))).isTrue();
        assertThat(none.waitingFor()).isEmpty();
    }

    @Test
    void namesEachWriterOnce() {
        assertThat(TWO.waitingFor())
                .isEqualTo("transactions that were writing when its seeding began: pid 1 (app); pid 2");
    }

    private static PostgresBoundary snapshot(String text) {
        return new PostgresBoundary(VisibleTransactions.parse(text), new Position(1, "0/1"));
    }
}
