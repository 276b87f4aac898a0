package dev.leat.capture.postgres.wire;

import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import javax.net.SocketFactory;

/** For pgjdbc's property {@code socketFactory}: public because the driver instantiates it by name, for nobody else. */
public final class HandoverSocketFactory extends SocketFactory {

    private final SocketHandover handover;

    /** Called by the driver with the value of {@code socketFactoryArg}. */
    public HandoverSocketFactory(String token) {
        this.handover = SocketHandover.find(token);
    }

    @Override
    public Socket createSocket() throws SocketException {
        Socket socket = new Socket();
        handover.connecting(socket);
        return socket;
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
