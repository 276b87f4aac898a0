package dev.leat.capture.mysql.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.DecodeException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PacketBufferTest {
    private static final int FULL = PacketBuffer.CONTINUED;

    @Test
    void showsEachPacketWhereItStands() {
        PacketBuffer buffer = filled(packets(List.of(payload(3), payload(0), payload(70))));

        assertThat(buffer.nextPacket()).isTrue();
        assertThat(current(buffer)).isEqualTo(payload(3));
        assertThat(buffer.eventStart()).isEqualTo(5);
        assertThat(buffer.nextPacket()).isTrue();
        assertThat(current(buffer)).isEmpty();
        assertThat(buffer.nextPacket()).isTrue();
        assertThat(current(buffer)).isEqualTo(payload(70));
        assertThat(buffer.nextPacket()).isFalse();
        assertThat(buffer.position()).isEqualTo(buffer.limit());
    }

    /** Packets of 2^24-1 bytes are continued, by an empty one if that was all. */
    @Test
    void joinsWhatCameInSeveralPackets() {
        for (int length : new int[] {FULL - 1, FULL, FULL + 1, 2 * FULL, 2 * FULL + 5}) {
            PacketBuffer buffer = filled(packets(List.of(payload(2), payload(length), payload(4))));

            assertThat(buffer.nextPacket()).isTrue();
            assertThat(buffer.nextPacket()).as("payload of %s bytes", length).isTrue();
            assertThat(Arrays.equals(current(buffer), payload(length))).isTrue();
            assertThat(buffer.nextPacket()).isTrue();
            assertThat(current(buffer)).isEqualTo(payload(4));
            assertThat(buffer.nextPacket()).isFalse();
        }
    }

    /** Cut anywhere, compacted or moved to another buffer anywhere. */
    @Test
    void doesNotMindHowTheBytesArrive() {
        Random random = new Random(5);
        List<byte[]> payloads = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            payloads.add(payload(random.nextInt(3) == 0 ? random.nextInt(900) : random.nextInt(20)));
        }
        payloads.add(300, payload(FULL + 77));
        byte[] stream = packets(payloads);
        for (int run = 0; run < 5; run++) {
            PacketBuffer buffer = new PacketBuffer(64, PacketBuffer.MAX_PAYLOAD_BYTES);
            int shown = 0;
            int at = 0;
            while (at < stream.length) {
                switch (random.nextInt(4)) {
                    case 0 -> buffer.compact();
                    case 1 -> {
                        PacketBuffer next = new PacketBuffer(64, PacketBuffer.MAX_PAYLOAD_BYTES);
                        buffer.moveUnseenTo(next);
                        buffer = next;
                    }
                    default -> {}
                }
                buffer.ensureRoom();
                int most = buffer.limit() - buffer.position() > 1000 ? FULL / 3 : 90; // the large one soon has to end
                int count = Math.min(Math.min(buffer.room(), 1 + random.nextInt(most)), stream.length - at);
                System.arraycopy(stream, at, buffer.bytes(), buffer.limit(), count);
                buffer.received(count);
                at += count;
                while (buffer.nextPacket()) {
                    assertThat(Arrays.equals(current(buffer), payloads.get(shown)))
                            .as("payload %s of run %s", shown, run)
                            .isTrue();
                    shown++;
                }
            }
            assertThat(shown).isEqualTo(payloads.size());
        }
    }

    @Test
    void growsForALargePacketAndGivesBackTheMemory() {
        PacketBuffer buffer = new PacketBuffer();
        feed(buffer, packets(List.of(payload(1 << 20))));
        assertThat(buffer.nextPacket()).isTrue();
        assertThat(buffer.bytes().length).isGreaterThan(1 << 20);

        for (int i = 0; i < 100; i++) {
            buffer.compact();
        }

        assertThat(buffer.bytes()).hasSize(PacketBuffer.DEFAULT_CAPACITY);
    }

    /** D15: a header may claim 16 MB. */
    @Test
    void takesNoMemoryForWhatIsOnlyClaimed() {
        PacketBuffer buffer = new PacketBuffer();
        feed(buffer, new byte[] {(byte) 0xFE, (byte) 0xFF, (byte) 0xFF, 1, 0, 0});

        assertThat(buffer.nextPacket()).isFalse();
        buffer.ensureRoom();

        assertThat(buffer.bytes()).hasSize(PacketBuffer.DEFAULT_CAPACITY);
    }

    @Test
    void refusesAPayloadThatIsTooLongBeforeItIsThere() {
        PacketBuffer buffer = new PacketBuffer(64, 1000);
        feed(buffer, new byte[] {(byte) 0xE9, 3, 0, 1});

        assertThatThrownBy(buffer::nextPacket)
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("an event of 1001 bytes or more, the limit is 1000");
    }

    @Test
    void noticesAMissingPacket() {
        byte[] stream = packets(List.of(payload(1), payload(1)));
        stream[5 + 3] = 7;
        PacketBuffer buffer = filled(stream);

        assertThat(buffer.nextPacket()).isTrue();
        assertThatThrownBy(buffer::nextPacket)
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("packet number 7 from the server, expected 2");
    }

    static PacketBuffer filled(byte[] stream) {
        PacketBuffer buffer = new PacketBuffer();
        feed(buffer, stream);
        return buffer;
    }

    private static void feed(PacketBuffer buffer, byte[] stream) {
        int at = 0;
        while (at < stream.length) {
            buffer.ensureRoom();
            int count = Math.min(buffer.room(), stream.length - at);
            System.arraycopy(stream, at, buffer.bytes(), buffer.limit(), count);
            buffer.received(count);
            at += count;
        }
    }

    private static byte[] current(PacketBuffer buffer) {
        return Arrays.copyOfRange(buffer.bytes(), buffer.payloadStart(), buffer.payloadEnd());
    }

    private static byte[] payload(int length) {
        byte[] payload = new byte[length];
        for (int i = 0; i < length; i++) {
            payload[i] = (byte) (i * 31 + i / 251 + length);
        }
        return payload;
    }

    /** As a server cuts them, numbered from 1. */
    static byte[] packets(List<byte[]> payloads) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int number = 1;
        for (byte[] payload : payloads) {
            int at = 0;
            int length;
            do {
                length = Math.min(FULL, payload.length - at);
                out.write(length);
                out.write(length >> 8);
                out.write(length >> 16);
                out.write(number++);
                out.write(payload, at, length);
                at += length;
            } while (length == FULL);
        }
        return out.toByteArray();
    }
}
