package dev.leat.capture.postgres.wire;

import java.io.IOException;
import java.net.Socket;
import java.util.Properties;
import org.postgresql.ssl.DefaultJavaSSLFactory;

/**
 * For pgjdbc's property {@code sslfactory}, with the certificate authorities that the JVM trusts: public because the
 * driver instantiates it by name, for nobody else.
 */
public final class HandoverJvmTrustFactory extends DefaultJavaSSLFactory {

    private final SocketHandover handover;

    /** Called by the driver with the properties of the connection; {@code sslfactoryarg} is the token. */
    public HandoverJvmTrustFactory(Properties properties) {
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
