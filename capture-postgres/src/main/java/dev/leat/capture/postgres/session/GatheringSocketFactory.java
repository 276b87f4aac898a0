package dev.leat.capture.postgres.session;

import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/** For pgjdbc's property {@code socketFactory}: public because the driver instantiates it by name, for nobody else. */
public final class GatheringSocketFactory extends SocketFactory {

    /** Called by the driver. */
    public GatheringSocketFactory() {}

    @Override
    public Socket createSocket() {
        return new GatheringSocket();
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw notUsed();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw notUsed();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw notUsed();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
        throw notUsed();
    }

    private static UnsupportedOperationException notUsed() {
        return new UnsupportedOperationException("pgjdbc connects its sockets itself");
    }
}
