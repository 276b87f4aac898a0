package dev.leat.capture.postgres.wire;

import dev.leat.capture.postgres.session.DriverSocketFactory;
import java.net.Socket;
import java.net.SocketException;

/** Public because the driver instantiates it by name, for nobody else. */
public final class HandoverSocketFactory extends DriverSocketFactory {

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
}
