package dev.leat.capture.mysql.xa;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

// X2: MariaDB logs the commit of a prepared transaction before it makes its rows visible
final class XaCommitsTest {
    private final XaCommits commits = new XaCommits();

    @Test
    void aCommitMayBeInTheLogAndItsTransactionStillPrepared() {
        commits.add(80, "a");
        commits.add(120, "b");

        XaInDoubt read = commits.inDoubt(commits.recent(), Set.of("b", "c"));

        assertThat(read.has(80)).isFalse();
        assertThat(read.has(120)).isTrue();
        assertThat(read.has(121)).as("an ordinary one").isFalse();
        assertThat(read.hasBefore(120)).isFalse();
        assertThat(read.hasBefore(121)).isTrue();
    }

    @Test
    void theStreamMayComeToTheCommitAfterTheRead() {
        XaInDoubt read = commits.inDoubt(commits.recent(), Set.of("c"));

        commits.add(160, "c");
        commits.add(170, "d");

        assertThat(read.has(160)).isTrue();
        assertThat(read.has(170)).as("prepared since the server was asked").isFalse();
    }

    @Test
    void whatOneReadDoubtsALaterOneDoesNot() {
        commits.add(120, "b");
        XaInDoubt read = commits.inDoubt(commits.recent(), Set.of("b"));
        XaInDoubt later = commits.inDoubt(commits.recent(), Set.of());

        assertThat(read.has(120)).isTrue();
        assertThat(later.has(120)).isFalse();
    }

    @Test
    void aCommitWhileTheServerIsAskedIsKept() {
        var before = commits.recent();
        commits.add(120, "b");
        commits.inDoubt(before, Set.of());

        assertThat(commits.inDoubt(commits.recent(), Set.of("b")).has(120)).isTrue();
    }

    @Test
    void aReadKnowsWhatTheStreamSawHoweverManyCameSince() {
        XaInDoubt read = commits.inDoubt(commits.recent(), Set.of("b"));
        commits.add(120, "b");
        for (int i = 0; i < 100_000; i++) {
            commits.add(200 + i, "x" + i);
        }

        assertThat(read.has(120)).isTrue();
        assertThat(commits.recent()).hasSize(10_000);
    }
}
