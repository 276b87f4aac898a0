package dev.leat.capture.postgres.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class GatheringInputTest {
    private static final int SHORT_ANSWER = 2;

    private final AtomicInteger naps = new AtomicInteger();
    private final GatheringInput input =
            new GatheringInput(new ByteArrayInputStream(new byte[100]), naps::incrementAndGet);

    @Test
    void readsAShortAnswerAtOnce() throws IOException {
        read(SHORT_ANSWER, 8);
        input.asked();
        read(SHORT_ANSWER, 1_000);

        assertThat(naps).hasValue(0);
    }

    @Test
    void letsALongAnswerGatherWhereLessIsThereThanItTakes() throws IOException {
        read(SHORT_ANSWER, 8);
        read(3, 1_000);

        assertThat(naps).hasValue(3);
    }

    @Test
    void readsAtOnceWhatHasGathered() throws IOException {
        read(SHORT_ANSWER, 8);
        read(3, 20);

        assertThat(naps).hasValue(0);
    }

    private void read(int times, int length) throws IOException {
        for (int i = 0; i < times; i++) {
            int count = input.read(new byte[length], 0, length);
            assertThat(count).isNotZero();
        }
    }
}
