package dev.leat.testkit.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.testkit.server.TcpFaultProxy.Direction;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The test plays both ends: a client of the proxy, and the target that the proxy connects to. */
@Timeout(60)
final class TcpFaultProxyIT {
    private static final int SOON_MILLIS = 30_000;
    private static final int NEVER_MILLIS = 200;

    private ServerSocket target;
    private TcpFaultProxy proxy;
    private Socket client;
    private Socket server;

    @BeforeEach
    void connectThroughTheProxy() throws IOException {
        target = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        target.setSoTimeout(SOON_MILLIS);
        proxy = TcpFaultProxy.to("127.0.0.1", target.getLocalPort());
        client = connect();
        server = target.accept();
        server.setSoTimeout(SOON_MILLIS);
    }

    @AfterEach
    void closeAll() throws IOException {
        client.close();
        server.close();
        proxy.close();
        target.close();
    }

    @Test
    void passesBytesBothWaysAndTheOrderlyEndOfEach() throws IOException {
        send(client, "ping");
        assertThat(receive(server, 4)).isEqualTo("ping");
        client.shutdownOutput();
        assertThat(server.getInputStream().read()).isEqualTo(-1);
        send(server, "pong");
        assertThat(receive(client, 4)).isEqualTo("pong");
        assertThat(proxy.connectionCount()).isEqualTo(1);
        server.close();

        assertThat(client.getInputStream().read()).isEqualTo(-1);
        Awaitility.await().until(() -> proxy.connectionCount() == 0);
    }

    @Test
    void passesManyBytesUnchanged() throws Exception {
        byte[] sent = new byte[5_000_000];
        new Random(7).nextBytes(sent);
        Thread sender = new Thread(
                () -> assertThatCode(() -> client.getOutputStream().write(sent)).doesNotThrowAnyException());
        sender.start();

        assertThat(server.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
        sender.join();
    }

    @Test
    void cutsByResettingBothEndsAndAcceptsAgain() throws IOException {
        proxy.cut();

        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        assertThatThrownBy(() -> server.getInputStream().read()).isInstanceOf(SocketException.class);
        assertThat(proxy.connectionCount()).isZero();
        try (Socket next = connect();
                Socket accepted = target.accept()) {
            send(next, "x");
            assertThat(receive(accepted, 1)).isEqualTo("x");
            assertThat(proxy.acceptedCount()).isEqualTo(2);
        }
    }

    @Test
    void passesTheResetOfOneEndOn() throws IOException {
        server.setSoLinger(true, 0);
        server.close();

        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
    }

    @Test
    void cutsAfterExactlySoManyBytes() throws IOException {
        proxy.cutAfter(Direction.TO_TARGET, 6);

        send(client, "abcd");
        assertThat(receive(server, 4)).isEqualTo("abcd");
        send(client, "efgh");

        assertThat(new String(server.getInputStream().readAllBytes(), US_ASCII)).isEqualTo("ef");
        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
    }

    @Test
    void losesAResponseButNotItsRequest() throws IOException {
        proxy.cutAfter(Direction.TO_CLIENT, 0);

        send(client, "request");
        assertThat(receive(server, 7)).isEqualTo("request");
        send(server, "response");

        assertThat(client.getInputStream().read()).isEqualTo(-1);
        assertThatThrownBy(() -> server.getInputStream().read()).isInstanceOf(SocketException.class);
        try (Socket next = connect();
                Socket accepted = target.accept()) {
            send(accepted, "x");
            assertThat(receive(next, 1)).isEqualTo("x");
        }
    }

    @Test
    void stallsOneDirectionOnly() throws IOException {
        proxy.stall(Direction.TO_CLIENT);

        send(client, "ping");
        assertThat(receive(server, 4)).isEqualTo("ping");
        send(server, "pong");
        assertNothingArrives(client);

        proxy.pass();
        assertThat(receive(client, 4)).isEqualTo("pong");
    }

    @Test
    void saysInHowManyDirectionsDataIsHeld() throws IOException {
        send(client, "before");
        assertThat(receive(server, 6)).isEqualTo("before");
        proxy.strand(Direction.TO_TARGET);
        assertThat(proxy.heldCount()).isZero();

        send(client, "old");
        Awaitility.await().until(() -> proxy.heldCount() == 1);
        proxy.pass();

        assertThat(proxy.heldCount()).isZero();
        assertThat(receive(server, 3)).isEqualTo("old");
    }

    @Test
    void deliversLateWhatAStrandedClientSentBeforeItGaveUp() throws IOException {
        proxy.strand(Direction.TO_TARGET);
        send(client, "old");
        client.close();
        assertNothingArrives(server);

        try (Socket later = connect();
                Socket itsServer = target.accept()) {
            send(later, "new");
            assertThat(receive(itsServer, 3)).isEqualTo("new");
        }

        proxy.pass();
        server.setSoTimeout(SOON_MILLIS);
        assertThat(receive(server, 3)).isEqualTo("old");
    }

    @Test
    void pushesBackOnTheSenderWhileStalled() throws Exception {
        proxy.stall(Direction.TO_TARGET);
        byte[] tooMuch = new byte[32 << 20];
        Thread sender = new Thread(() ->
                assertThatCode(() -> client.getOutputStream().write(tooMuch)).doesNotThrowAnyException());
        sender.start();

        sender.join(NEVER_MILLIS);
        assertThat(sender.isAlive()).isTrue();
        proxy.pass();

        assertThat(server.getInputStream().readNBytes(tooMuch.length)).hasSize(tooMuch.length);
        sender.join();
    }

    @RepeatedTest(3) // the two directions race for the news
    void tellsNobodyAnythingAcrossABlackHole() throws IOException {
        proxy.blackHole();
        send(client, "ping");
        send(server, "pong");
        assertNothingArrives(client);
        assertNothingArrives(server);
        try (Socket hanging = connect()) {
            send(hanging, "hello");
            assertNothingArrives(hanging);
        }
        client.setSoLinger(true, 0);
        client.close();
        assertNothingArrives(server);

        proxy.pass();

        assertThatThrownBy(() -> server.getInputStream().readAllBytes()).isInstanceOf(SocketException.class);
    }

    @Test
    void deliversLateWhatABlackHoleHeld() throws IOException {
        proxy.blackHole();
        send(client, "ping");
        assertNothingArrives(server);

        proxy.pass();

        assertThat(receive(server, 4)).isEqualTo("ping");
    }

    @Test
    void delaysEachDirection() throws IOException {
        proxy.delay(Duration.ofMillis(150));
        long start = System.nanoTime();

        send(client, "ping");
        assertThat(receive(server, 4)).isEqualTo("ping");
        send(server, "pong");
        assertThat(receive(client, 4)).isEqualTo("pong");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    @Test
    void limitsTheRate() throws IOException {
        proxy.limitRate(100_000);
        long start = System.nanoTime();

        client.getOutputStream().write(new byte[50_000]);
        assertThat(server.getInputStream().readNBytes(50_000)).hasSize(50_000);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(480));
    }

    @Test
    void refusesNewConnectionsOnly() throws IOException {
        proxy.refuse();

        assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
        send(client, "ping");
        assertThat(receive(server, 4)).isEqualTo("ping");

        int port = proxy.port();
        proxy.pass();
        try (Socket next = connect();
                Socket accepted = target.accept()) {
            send(next, "x");
            assertThat(receive(accepted, 1)).isEqualTo("x");
            assertThat(proxy.port()).isEqualTo(port);
        }
    }

    @Test
    void resetsAClientWhoseTargetIsGone() throws IOException {
        target.close();

        try (Socket next = connect()) {
            assertThatThrownBy(() -> next.getInputStream().read()).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void closesWithWhatRunsThroughIt() {
        proxy.stall(Direction.TO_TARGET);
        proxy.close();
        proxy.close();

        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout(SOON_MILLIS);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(US_ASCII));
    }

    private static String receive(Socket socket, int count) throws IOException {
        return new String(socket.getInputStream().readNBytes(count), US_ASCII);
    }

    private static void assertNothingArrives(Socket socket) throws IOException {
        socket.setSoTimeout(NEVER_MILLIS);
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        socket.setSoTimeout(SOON_MILLIS);
    }
}
