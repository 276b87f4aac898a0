package dev.leat.capture.postgres.wire;

import static dev.leat.capture.postgres.wire.WireBytes.hex;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class StatusSenderTest {
    private static final int MESSAGE_BYTES = 39;
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
    void writesAStandbyStatusUpdate() {
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

    @Test // reliability finding 3
    void repeatsItWhileNobodyAsks() {
        start(Duration.ofMillis(20), 1);

        awaitMessage(5);
    }

    @Test // G18
    void relievesTheTransportBeforeEachStatusThatIsDueAndNoOther() {
        StatusSender status = start(Duration.ofMillis(500), 1);
        awaitMessage(0);
        status.requestReply();
        awaitMessage(1);
        awaitMessage(2);

        assertThat(transport.relievedBefore()).containsExactly(0, 2 * MESSAGE_BYTES);
    }

    @Test
    void sharesAMessageBetweenConfirmationsThatFollowClosely() {
        StatusSender status = start(Duration.ofMinutes(1), 1);
        awaitMessage(0);
        status.received(100_000);

        for (int lsn = 2; lsn <= 100_000; lsn++) {
            status.confirm(lsn);
        }

        byte[] written = awaitWritten(() -> endsWith(transport.written(), confirming(100_000)));
        assertThat(written.length / MESSAGE_BYTES).isLessThan(1000);
    }

    @Test
    void takesLeaveAfterTheLastConfirmation() {
        StatusSender status = start(Duration.ofMinutes(1), 1);
        status.received(9);
        status.confirm(9);

        status.finish();

        byte[] farewell = hex("63 00000004 58 00000004");
        byte[] written = awaitWritten(() -> endsWith(transport.written(), farewell));
        assertThat(endsWith(Arrays.copyOf(written, written.length - farewell.length), confirming(9)))
                .isTrue();
    }

    private static byte[] confirming(int lsn) {
        String text = String.format("%016x", lsn);
        return hex("64 00000026 72" + text + text + text + "00000000 000f4242 00");
    }

    private static boolean endsWith(byte[] bytes, byte[] end) {
        return bytes.length >= end.length
                && Arrays.equals(bytes, bytes.length - end.length, bytes.length, end, 0, end.length);
    }

    private StatusSender start(Duration interval, long startLsn) {
        StatusSender status = new StatusSender(transport, startLsn, interval.toNanos(), CLOCK, "test");
        sender = status;
        status.start();
        return status;
    }

    private byte[] awaitMessage(int index) {
        byte[] written = awaitWritten(() -> transport.written().length >= MESSAGE_BYTES * (index + 1));
        return Arrays.copyOfRange(written, MESSAGE_BYTES * index, MESSAGE_BYTES * (index + 1));
    }

    private byte[] awaitWritten(Callable<Boolean> condition) {
        Awaitility.await().pollInterval(Duration.ofMillis(1)).until(condition);
        return transport.written();
    }
}
