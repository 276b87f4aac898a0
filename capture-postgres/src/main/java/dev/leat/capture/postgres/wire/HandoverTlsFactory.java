package dev.leat.capture.postgres.wire;

import java.io.IOException;
import java.net.Socket;
import java.util.Properties;
import org.postgresql.ssl.LibPQFactory;
import org.postgresql.util.PSQLException;

/**
 * For pgjdbc's property {@code sslfactory}, with certificates from files: public because the driver instantiates it by
 * name, for nobody else.
 */
public final class HandoverTlsFactory extends LibPQFactory {

    private final SocketHandover handover;

    /** Called by the driver with the properties of the connection; {@code sslfactoryarg} is the token. */
    public HandoverTlsFactory(Properties properties) throws PSQLException {
        super(properties);
        this.handover = SocketHandover.find(properties.getProperty("sslfactoryarg"));
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
        Socket encrypted = super.createSocket(socket, host, port, autoClose);
        handover.encrypting(encrypted);
        return encrypted;
    }
}
