package dev.leat.capture.postgres.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
final class SocketTransportTest {
    private static final int SENT_BYTES = 100_000;
    private static final int STEP_BYTES = 64 << 10;

    private Socket client;
    private Socket server;
    private SocketTransport transport;

    @BeforeEach
    void connect() throws IOException {
        connect("127.0.0.1");
    }

    private void connect(String address) throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getByName(address))) {
            client = new Socket(listener.getInetAddress(), listener.getLocalPort());
            server = listener.accept();
        }
        transport = new SocketTransport(client, client);
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
    }

    @EnabledOnOs(OS.LINUX)
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void readsAheadWhileWhatItWroteIsNotAcknowledged(String address) throws IOException {
        close();
        connect(address);
        byte[] sent = send();

        transport.relieve();
        assertThat(client.getInputStream().available())
                .as("the server has it all")
                .isEqualTo(SENT_BYTES);

        writeMoreThanTheServerTakes();
        transport.relieve();

        assertThat(client.getInputStream().available()).isEqualTo(SENT_BYTES - STEP_BYTES);
        assertThat(transport.hasMore()).isTrue();
        assertThat(readAll()).isEqualTo(sent);
        assertThat(transport.hasMore()).isFalse();
    }

    @EnabledOnOs(OS.LINUX)
    @Test
    void deliversWhatItReadAheadBeforeTheEnd() throws IOException {
        byte[] sent = send();
        writeMoreThanTheServerTakes();
        transport.relieve();
        server.shutdownOutput();
        transport.relieve();
        transport.relieve();

        assertThat(readAll()).isEqualTo(sent);
        assertThat(transport.read(new byte[1], 0, 1, 1000)).isEqualTo(-1);
    }

    private byte[] send() throws IOException {
        byte[] sent = new byte[SENT_BYTES];
        for (int i = 0; i < sent.length; i++) {
            sent[i] = (byte) (i * 31 + i / 256);
        }
        server.getOutputStream().write(sent);
        Awaitility.await().until(() -> client.getInputStream().available() == SENT_BYTES);
        return sent;
    }

    private void writeMoreThanTheServerTakes() {
        Thread writer = new Thread(() -> {
            try {
                client.getOutputStream().write(new byte[64 << 20]);
            } catch (IOException e) {
                // the test is over
            }
        });
        writer.setDaemon(true);
        writer.start();
        Awaitility.await().until(() -> TcpTable.isUnacknowledged(client));
    }

    /** In pieces that fit neither the steps of reading ahead nor the whole. */
    private byte[] readAll() throws IOException {
        byte[] read = new byte[2 * SENT_BYTES];
        int end = 0;
        while (end < SENT_BYTES) {
            int count = transport.read(read, end, 7001, 1000);
            assertThat(count).isPositive();
            end += count;
        }
        return Arrays.copyOf(read, end);
    }
}
