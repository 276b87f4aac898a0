package dev.leat.capture.postgres.wire;

import static dev.leat.capture.postgres.wire.WireBytes.hex;
import static dev.leat.capture.postgres.wire.WireBytes.join;
import static dev.leat.capture.postgres.wire.WireBytes.keepalive;
import static dev.leat.capture.postgres.wire.WireBytes.xLogData;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ProtocolException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class FrameBufferTest {
    private static final int MAX = 1 << 20;

    @Test
    void showsAnXLogDataFrameInPlace() throws IOException {
        FrameBuffer buffer = new FrameBuffer(64, MAX);

        receive(buffer, hex("64 0000001f 77 00000000 016b3748 00000000 016b3780 0002ed9c 1b6d1c00 43 00"));

        assertThat(buffer.nextMessage()).isTrue();
        assertThat(buffer.messageType()).isEqualTo((byte) 'd');
        assertThat(buffer.walStart()).isEqualTo(0x16B3748L);
        assertThat(buffer.walEnd()).isEqualTo(0x16B3780L);
        assertThat(buffer.clockMicros()).isEqualTo(0x0002ed9c1b6d1c00L);
        assertThat(payload(buffer)).containsExactly('C', 0);
        assertThat(buffer.isReplyRequested()).isFalse();
        assertThat(buffer.nextMessage()).isFalse();
    }

    @Test
    void showsAKeepalive() throws IOException {
        FrameBuffer buffer = new FrameBuffer(64, MAX);

        receive(buffer, hex("64 00000016 6b 00000016 b374d848 0002ed9c 1b6d1c00 01"));

        assertThat(buffer.nextMessage()).isTrue();
        assertThat(Lsn.format(buffer.walEnd())).isEqualTo("16/B374D848");
        assertThat(buffer.clockMicros()).isEqualTo(0x0002ed9c1b6d1c00L);
        assertThat(buffer.isReplyRequested()).isTrue();
    }

    @Test
    void waitsForTheRestOfAMessageThatIsCutAnywhere() throws IOException {
        byte[] two = join(xLogData(1, 2, 3, new byte[] {7, 8, 9}), keepalive(5, false));
        int first = two.length - 23;
        for (int cut = 0; cut <= two.length; cut++) {
            FrameBuffer buffer = new FrameBuffer(64, MAX);
            receive(buffer, Arrays.copyOf(two, cut));

            int complete = 0;
            while (buffer.nextMessage()) {
                complete++;
            }
            assertThat(complete).as("cut at %d", cut).isEqualTo(cut < first ? 0 : cut < two.length ? 1 : 2);

            buffer.compact();
            receive(buffer, Arrays.copyOfRange(two, cut, two.length));
            while (buffer.nextMessage()) {
                complete++;
            }
            assertThat(complete).isEqualTo(2);
            assertThat(buffer.position()).isEqualTo(buffer.limit());
        }
    }

    @Test
    void growsAsTheBytesOfALargeMessageArrive() throws IOException {
        byte[] payload = new byte[100_000];
        new Random(1).nextBytes(payload);
        byte[] large = xLogData(1, 2, 3, payload);
        FrameBuffer buffer = new FrameBuffer(1024, MAX);
        int capacity = 0;

        for (int offset = 0; offset < large.length; offset += 500) {
            assertThat(buffer.nextMessage()).isFalse();
            receive(buffer, Arrays.copyOfRange(large, offset, Math.min(large.length, offset + 500)));
            assertThat(buffer.bytes().length)
                    .as("no more than four times of what has arrived")
                    .isLessThanOrEqualTo(Math.max(1024, 4 * buffer.limit()));
            capacity = buffer.bytes().length;
        }

        assertThat(capacity).isGreaterThanOrEqualTo(large.length);
        assertThat(buffer.nextMessage()).isTrue();
        assertThat(payload(buffer)).isEqualTo(payload);
    }

    @Test
    void givesAGrownArrayBackWhenMessagesStaySmall() throws IOException {
        FrameBuffer buffer = new FrameBuffer(1024, MAX);
        receive(buffer, xLogData(1, 2, 3, new byte[50_000]));
        assertThat(buffer.nextMessage()).isTrue();

        for (int i = 0; i < 100; i++) {
            buffer.compact();
            receive(buffer, keepalive(i, false));
            assertThat(buffer.nextMessage()).isTrue();
            assertThat(buffer.walEnd()).isEqualTo(i);
        }

        assertThat(buffer.bytes()).hasSize(1024);
    }

    @Test
    void keepsMessagesUntilTheUnseenOnesMoveOn() throws IOException {
        FrameBuffer kept = new FrameBuffer(64, MAX);
        byte[] partial = Arrays.copyOf(keepalive(9, false), 11);
        receive(kept, join(xLogData(1, 2, 3, new byte[] {7}), keepalive(8, false), partial));
        assertThat(kept.nextMessage()).isTrue();
        int start = kept.payloadStart();
        FrameBuffer next = new FrameBuffer(64, MAX);

        kept.moveUnseenTo(next);

        assertThat(kept.bytes()[start]).isEqualTo((byte) 7);
        assertThat(kept.limit()).isEqualTo(kept.position());
        assertThat(next.nextMessage()).isTrue();
        assertThat(next.walEnd()).isEqualTo(8);
        assertThat(next.nextMessage()).isFalse();
        receive(next, Arrays.copyOfRange(keepalive(9, false), 11, 23));
        assertThat(next.nextMessage()).isTrue();
        assertThat(next.walEnd()).isEqualTo(9);
    }

    @Test
    void movesMoreThanTheNextBufferHolds() throws IOException {
        FrameBuffer kept = new FrameBuffer(64, MAX);
        byte[] payload = new byte[5000];
        receive(kept, xLogData(1, 2, 3, payload));
        FrameBuffer next = new FrameBuffer(64, MAX);

        kept.moveUnseenTo(next);

        assertThat(next.nextMessage()).isTrue();
        assertThat(payload(next)).isEqualTo(payload);
    }

    @Test
    void refusesAMessageAboveTheLimitBeforeItTakesMemoryForIt() {
        FrameBuffer buffer = new FrameBuffer(64, 1000);

        receive(buffer, hex("64 000003e9 77 0000000000000001 0000000000000002 0000000000000003 49 00004001"));

        assertThatThrownBy(buffer::nextMessage)
                .isInstanceOfSatisfying(MessageTooLargeException.class, failure -> {
                    assertThat(failure.length()).isEqualTo(1001);
                    assertThat(failure.relation()).isEqualTo(16_385);
                })
                .hasMessageContaining("1001")
                .hasMessageContaining("1000");
        assertThat(buffer.bytes()).hasSize(64);
    }

    @Test
    void waitsForTheHeadOfAMessageAboveTheLimit() throws ProtocolException {
        FrameBuffer buffer = new FrameBuffer(64, 1000);

        receive(buffer, hex("64 000003e9 77"));

        assertThat(buffer.nextMessage()).isFalse();
    }

    @Test
    void refusesALengthThatDoesNotCountItself() {
        for (String length : new String[] {"00000003", "00000000", "ffffffff", "80000000"}) {
            FrameBuffer buffer = new FrameBuffer(64, MAX);
            receive(buffer, hex("64" + length));

            assertThatThrownBy(buffer::nextMessage).isInstanceOf(ProtocolException.class);
        }
    }

    private static byte[] payload(FrameBuffer buffer) {
        return Arrays.copyOfRange(buffer.bytes(), buffer.payloadStart(), buffer.payloadEnd());
    }

    /** What a stream does with bytes from the network. */
    private static void receive(FrameBuffer buffer, byte[] bytes) {
        int offset = 0;
        while (offset < bytes.length) {
            buffer.ensureRoom();
            int count = Math.min(buffer.room(), bytes.length - offset);
            System.arraycopy(bytes, offset, buffer.bytes(), buffer.limit(), count);
            buffer.received(count);
            offset += count;
        }
    }
}
