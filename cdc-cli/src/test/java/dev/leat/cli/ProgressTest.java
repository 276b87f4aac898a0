package dev.leat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.engine.runtime.PipelineState;
import dev.leat.core.engine.runtime.PipelineStatus;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ProgressTest {
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong clock = new AtomicLong();
    private final Progress progress = new Progress(clock::get);

    @Test
    void tellsRateAndRemainingTimeOfSeeding() {
        progress.line(List.of(status("shop", PipelineState.SEEDING, 0, 1_000, 100_000, "")));
        clock.addAndGet(2 * SECOND);

        assertThat(progress.line(List.of(status("shop", PipelineState.SEEDING, 50, 21_000, 100_000, ""))))
                .isEqualTo(
                        "shop: seeding, 21000 of about 100000 rows seeded (10000/s), about 7 s left, 50 changes (25/s)");
    }

    @Test
    void promisesNothingWhenTheEstimateIsMissingOrTooLow() {
        assertThat(progress.line(List.of(status("shop", PipelineState.SEEDING, 0, 10, 0, ""))))
                .isEqualTo("shop: seeding, 10 rows seeded (0/s), 0 changes (0/s)");
        clock.addAndGet(SECOND);
        assertThat(progress.line(List.of(status("shop", PipelineState.SEEDING, 0, 30, 20, ""))))
                .isEqualTo("shop: seeding, 30 rows seeded (20/s), 0 changes (0/s)");
    }

    @Test
    void addsPipelinesUpAndNamesWhatOneWaitsFor() {
        String line = progress.line(List.of(
                status("shop", PipelineState.STREAMING, 5, 0, 0, ""),
                status("crm", PipelineState.STREAMING, 6, 0, 0, "transaction 742"),
                status("erp", PipelineState.RETRYING, 0, 0, 0, "")));

        assertThat(line)
                .isEqualTo("3 pipelines: 2 streaming, 1 retrying, 11 changes (0/s), waiting for transaction 742");
    }

    @Test
    void namesTheSlowSinkAndCountsDeadLetters() {
        PipelineStatus status = new PipelineStatus(
                "shop",
                PipelineState.STREAMING,
                List.of("search", "cache"),
                9,
                7,
                0,
                2,
                0,
                3,
                0,
                0,
                "",
                3L << 20,
                "",
                "search",
                "");

        assertThat(progress.line(List.of(status)))
                .isEqualTo("shop: streaming, 7 changes (0/s), 3.0 MiB behind, 3 dead letters, slowed down by search");
    }

    private static PipelineStatus status(
            String name, PipelineState state, long changes, long seeded, long estimate, String waitingFor) {
        return new PipelineStatus(
                name,
                state,
                List.of("redis"),
                changes,
                changes,
                0,
                0,
                0,
                0,
                seeded,
                estimate,
                "",
                -1,
                waitingFor,
                "",
                "");
    }
}
