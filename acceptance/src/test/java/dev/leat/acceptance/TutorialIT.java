package dev.leat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.leat.acceptance.tutorial.TutorialPage;
import dev.leat.acceptance.tutorial.TutorialReader;
import dev.leat.acceptance.tutorial.TutorialServers;
import dev.leat.testkit.server.PostgresServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The tutorial, as its reader does it. */
@Timeout(300)
final class TutorialIT {
    private static final Path PAGE = Path.of("../docs/tutorial.md");
    private static final String FIRST_STEP = "## 1.";

    @TempDir
    private Path folder;

    /** The page removes all of it at its end; this is for a run that does not get there. */
    @AfterEach
    void removeWhatThePageMakes() {
        PostgresServer.shared()
                .execute(
                        "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots"
                                + " WHERE database = 'shop' AND active",
                        "DROP DATABASE IF EXISTS shop WITH (FORCE)",
                        "DROP ROLE IF EXISTS shop_leat");
    }

    @Test
    void saysWhatHappensToAReaderWhoDoesWhatItSays() throws Exception {
        assumeThat(PostgresServer.shared().major())
                .as("the page shows the publication of versions before 18")
                .isLessThan(18);
        List<TutorialPage.Step> steps = TutorialPage.stepsOf(PAGE, FIRST_STEP);
        assertThat(steps).hasSizeGreaterThan(20);
        TutorialServers servers = new TutorialServers(
                PostgresServer.shared(), Servers.newTarget(), Servers.search().url());

        try (TutorialReader reader = new TutorialReader(folder, servers)) {
            for (TutorialPage.Step step : steps) {
                reader.follow(step);
            }
        }
    }
}
