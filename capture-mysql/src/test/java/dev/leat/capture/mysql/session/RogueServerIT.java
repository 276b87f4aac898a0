package dev.leat.capture.mysql.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.leat.api.CdcException;
import dev.leat.capture.mysql.wire.BinlogConnection;
import dev.leat.capture.mysql.wire.ReplicaId;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** D8, D15, T4: what a server can do to us that is none, or none of ours. */
@Execution(ExecutionMode.CONCURRENT)
final class RogueServerIT {
    private static final int LOCAL_INFILE = 0xFB;
    private static final long ENOUGH_BYTES = 16L << 20;

    @TempDir
    private Path folder;

    @Test
    void givesNoFileAway() throws IOException {
        Path file = Files.writeString(folder.resolve("passwords"), "row of a file");
        byte[] name = file.toString().getBytes(StandardCharsets.UTF_8);
        byte[] wish = new byte[1 + name.length];
        wish[0] = (byte) LOCAL_INFILE;
        System.arraycopy(name, 0, wish, 1, name.length);

        try (RogueServer server = RogueServer.answering(client -> client.write(RogueServer.packet(1, wish)))) {
            refused(server);
            assertThat(server.received()).contains("leat").doesNotContain("row of a file");
        }
    }

    /** Without TLS, and also where TLS was wished for and the server says that it has none. */
    @ParameterizedTest
    @EnumSource(
            value = Tls.Mode.class,
            names = {"DISABLE", "PREFER"})
    void givesNoPasswordAway(Tls.Mode mode) throws IOException {
        for (String plugin : new String[] {"mysql_clear_password", "caching_sha2_password", "sha256_password"}) {
            try (RogueServer server = RogueServer.wanting(plugin)) {
                assertThatThrownBy(() -> open(server, mode)).isInstanceOf(CdcException.class);
                assertThat(server.received()).contains("leat").doesNotContain("only-the-server-may-know");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Tls.Mode.class,
            names = {"REQUIRE", "VERIFY_CA", "VERIFY_FULL"})
    void doesNotEvenSayItsNameWithoutTlsThatItWants(Tls.Mode mode) throws IOException {
        try (RogueServer server = RogueServer.answering(client -> {})) {
            assertThatThrownBy(() -> open(server, mode)).isInstanceOf(CdcException.class);
            assertThat(server.received()).isEmpty();
        }
    }

    @Test
    void takesNoMemoryForAGreetingWithoutEnd() throws IOException {
        try (RogueServer server = RogueServer.greeting(RogueServerIT::endless)) {
            refused(server);
        }
    }

    @Test
    void takesNoMemoryForAnAnswerWithoutEnd() throws IOException {
        try (RogueServer server = RogueServer.answering(RogueServerIT::endless)) {
            refused(server);
        }
    }

    /** A packet that is always continued. */
    private static void endless(OutputStream client) throws IOException {
        byte[] frame = RogueServer.packet(1, new byte[0xFF_FFFF]);
        for (int number = 1; number < 100; number++) {
            frame[3] = (byte) number;
            client.write(frame);
        }
    }

    private static void refused(RogueServer server) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();

        assertThatThrownBy(() -> open(server, Tls.Mode.DISABLE))
                .isInstanceOf(CdcException.class)
                .hasMessageContaining("cannot connect as leat at mysql://127.0.0.1:");

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(ENOUGH_BYTES);
    }

    private static void open(RogueServer server, Tls.Mode mode) {
        BinlogConnection.open(server.login(mode), ReplicaId.of(1)).close();
    }
}
