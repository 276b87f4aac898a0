package dev.leat.capture.postgres.session;

import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/** For pgjdbc's property {@code socketFactory}: the driver asks for sockets that are not connected, and for no others. */
public abstract class DriverSocketFactory extends SocketFactory {

    @Override
    public final Socket createSocket(String host, int port) {
        throw notUsed();
    }

    @Override
    public final Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw notUsed();
    }

    @Override
    public final Socket createSocket(InetAddress host, int port) {
        throw notUsed();
    }

    @Override
    public final Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
        throw notUsed();
    }

    private static UnsupportedOperationException notUsed() {
        return new UnsupportedOperationException("pgjdbc connects its sockets itself");
    }
}
