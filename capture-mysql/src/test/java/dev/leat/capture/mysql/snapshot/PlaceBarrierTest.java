package dev.leat.capture.mysql.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.Position;
import dev.leat.api.change.Transaction;
import dev.leat.capture.mysql.xa.XaCommits;
import java.util.Set;
import org.junit.jupiter.api.Test;

// S1: MariaDB's view may have an earlier place than the end of the log, where the stream begins
final class PlaceBarrierTest {
    @Test
    void isPassedByAViewAtTheBeginOrBehindIt() {
        PlaceBarrier barrier = new PlaceBarrier(100);

        assertThat(barrier.isPassedBy(view(99))).isFalse();
        assertThat(barrier.isPassedBy(view(100))).isTrue();
        assertThat(barrier.isPassedBy(view(101))).isTrue();
    }

    // X2: MariaDB logs the commit of a prepared transaction before it makes its rows visible
    @Test
    void aCommitMayBeInTheLogAndItsTransactionStillPrepared() {
        XaCommits commits = new XaCommits();
        commits.add(80, "a");
        commits.add(120, "b");
        commits.add(160, "c");

        assertThat(new PlaceBarrier(100).isPassedBy(view(new XaInDoubt(commits, 150, Set.of("b")))))
                .isTrue();
        assertThat(new PlaceBarrier(100).isPassedBy(view(new XaInDoubt(commits, 150, Set.of("a")))))
                .isFalse();
        assertThat(new PlaceBarrier(155).isPassedBy(view(new XaInDoubt(commits, 150, Set.of()))))
                .isFalse();

        PlaceBoundary boundary = view(new XaInDoubt(commits, 150, Set.of("b")));
        assertThat(boundary.contains(new Transaction("0-1-1", 80))).isTrue();
        assertThat(boundary.contains(new Transaction("0-1-2", 120))).isFalse();
        assertThat(boundary.contains(new Transaction("0-1-3", 121)))
                .as("an ordinary one")
                .isTrue();
        assertThat(boundary.contains(new Transaction("0-1-4", 160)))
                .as("committed since the server was asked")
                .isFalse();
    }

    private static PlaceBoundary view(XaInDoubt inDoubt) {
        return new PlaceBoundary(200, new Position(207, "binlog.000001:200"), inDoubt);
    }

    private static PlaceBoundary view(long sequence) {
        return new PlaceBoundary(sequence, new Position(sequence + 7, "binlog.000001:" + sequence), XaInDoubt.NONE);
    }
}
