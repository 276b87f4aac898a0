package dev.leat.capture.postgres.wire;

import static dev.leat.capture.postgres.wire.WireBytes.hex;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class StatusSenderTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2000-01-01T00:00:01.000002Z"), ZoneOffset.UTC);

    private final ScriptedTransport transport = new ScriptedTransport();
    private @Nullable StatusSender sender;

    @AfterEach
    void stop() {
        if (sender != null) {
            sender.stop();
        }
    }

    @Test
    void writesAStandbyStatusUpdate() throws Exception {
        StatusSender status = start(Duration.ofMinutes(1), 0x16B3748);

        assertThat(awaitMessage(0))
                .isEqualTo(hex("64 00000026 72"
                        + " 00000000 016b3748 00000000 016b3748 00000000 016b3748 00000000 000f4242 00"));

        status.received(0x16B3799L);
        status.requestReply();
        assertThat(awaitMessage(1))
                .isEqualTo(hex("64 00000026 72"
                        + " 00000000 016b3799 00000000 016b3748 00000000 016b3748 00000000 000f4242 01"));
    }

    @Test
    void repeatsItWhileNobodyAsks() throws Exception {
        start(Duration.ofMillis(20), 1);

        awaitMessage(5);
    }

    @Test
    void sharesAMessageBetweenConfirmationsThatFollowClosely() throws Exception {
        StatusSender status = start(Duration.ofMinutes(1), 1);
        awaitMessage(0);
        status.received(100_000);

        for (int lsn = 2; lsn <= 100_000; lsn++) {
            status.confirm(lsn);
        }

        byte[] last = new byte[0];
        for (int i = 1; last.length == 0 || last[20] != (byte) (100_000 >> 8) || last[21] != (byte) 100_000; i++) {
            last = awaitMessage(i);
        }
        assertThat(transport.written().length / 39).isLessThan(1000);
    }

    private StatusSender start(Duration interval, long startLsn) {
        StatusSender status = new StatusSender(transport, startLsn, interval.toNanos(), CLOCK, "test");
        sender = status;
        status.start();
        return status;
    }

    private byte[] awaitMessage(int index) throws InterruptedException {
        while (transport.written().length < 39 * (index + 1)) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        return Arrays.copyOfRange(transport.written(), 39 * index, 39 * (index + 1));
    }
}
