package dev.leat.capture.mysql.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.leat.api.DecodeException;
import dev.leat.capture.mysql.value.BoundedAllocation;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** T4: whatever a server sends is packets and answers, or refused; no length costs memory before its bytes are there. */
final class PacketFuzzTest {
    private static final int MAX_PAYLOAD_BYTES = 1 << 20;

    /** @param sent whether answers end with OK, how long the first answer is (two bytes), then the answers to two commands */
    @FuzzTest(maxDuration = "60s")
    void anyAnswerIsRefusedOrRead(byte[] sent) {
        if (sent.length >= 3) {
            BoundedAllocation.check(sent.length, () -> answer(sent));
        }
    }

    private static void answer(byte[] sent) {
        int first = Math.min((sent[1] & 0xFF) << 8 | (sent[2] & 0xFF), sent.length - 3);
        AtomicBoolean closed = new AtomicBoolean();
        RowQuery query = new RowQuery(
                new SequenceInputStream(
                        new ByteArrayInputStream(sent, 3, first),
                        new ByteArrayInputStream(sent, 3 + first, sent.length - 3 - first)),
                OutputStream.nullOutputStream(),
                (sent[0] & 1) != 0,
                () -> closed.set(true));
        try {
            query.begin("SELECT");
            while (query.next()) {
                assertThat(query.rowEnd()).isGreaterThan(query.rowStart());
            }
            assertThat(query.isOpen()).isFalse();
            assertThat(closed).isFalse();
        } catch (DecodeException refused) {
            assertThat(closed).isTrue();
        } catch (SQLException failure) {
            assertThat(closed.get()).isEqualTo("08S01".equals(failure.getSQLState()) && failure.getCause() != null);
        }
    }

    /** @param sent how many bytes come at once, then the bytes */
    @FuzzTest(maxDuration = "60s")
    void packetsDoNotDependOnHowTheyArrive(byte[] sent) {
        if (sent.length > 0) {
            byte[] bytes = Arrays.copyOfRange(sent, 1, sent.length);
            assertThat(payloads(bytes, 1 + (sent[0] & 0xFF))).isEqualTo(payloads(bytes, Integer.MAX_VALUE));
            BoundedAllocation.check(bytes.length, () -> payloads(bytes, Integer.MAX_VALUE));
        }
    }

    /** What tells the payloads apart, one by one, then whether something was wrong. */
    private static List<String> payloads(byte[] bytes, int atOnce) {
        List<String> payloads = new ArrayList<>();
        PacketBuffer buffer = new PacketBuffer(64, MAX_PAYLOAD_BYTES);
        try {
            for (int at = 0; at < bytes.length; ) {
                buffer.compact();
                buffer.ensureRoom();
                int count = Math.min(Math.min(buffer.room(), atOnce), bytes.length - at);
                System.arraycopy(bytes, at, buffer.bytes(), buffer.limit(), count);
                buffer.received(count);
                at += count;
                while (buffer.nextPacket()) {
                    payloads.add(Integer.toString(Arrays.hashCode(
                            Arrays.copyOfRange(buffer.bytes(), buffer.payloadStart(), buffer.payloadEnd()))));
                }
            }
        } catch (DecodeException refused) {
            payloads.add("refused");
        }
        return payloads;
    }
}
