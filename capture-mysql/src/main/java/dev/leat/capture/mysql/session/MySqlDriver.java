package dev.leat.capture.mysql.session;

import com.mysql.cj.conf.PropertySet;
import com.mysql.cj.jdbc.Driver;
import com.mysql.cj.jdbc.JdbcConnection;
import com.mysql.cj.log.Log;
import com.mysql.cj.protocol.ServerSession;
import com.mysql.cj.protocol.SocketConnection;
import com.mysql.cj.protocol.StandardSocketFactory;
import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything that knows MySQL Connector/J.
 *
 * <p>The driver makes its sockets through the class named in its property {@code socketFactory}, and has it encrypt them. It
 * makes that class itself, so an attempt to connect is found by a token among the properties. What the driver sends and
 * receives goes through that socket; between two commands neither its streams nor the server hold anything back, so that
 * whoever has the socket may go on with a command of his own and never return.
 */
final class MySqlDriver {
    /** The JDBC driver's version that this was written for: its classes promise less than its documentation. */
    static final String VERSION = "26.10.0";

    private static final String TOKEN = "leatAttempt";

    private static final ConcurrentMap<String, Attempt> ATTEMPTS = new ConcurrentHashMap<>();

    private MySqlDriver() {}

    /**
     * A connection of the driver and the socket under it.
     *
     * @param plain the TCP socket
     * @param socket what the protocol runs on: {@code plain} itself, or TLS over it
     * @param endsWithOk whether the driver has agreed with the server on CLIENT_DEPRECATE_EOF: no packet stands behind the
     *     columns of an answer, and an OK packet instead of an EOF packet behind its rows
     */
    record Connected(Connection jdbc, Socket plain, Socket socket, boolean endsWithOk) {}

    /**
     * Connects.
     *
     * @param own properties of this connection, beside those of the login
     * @throws CdcException SETUP if a file of the login can't be used
     */
    static Connected connect(Login login, Properties own) throws SQLException {
        Properties properties = properties(login);
        properties.putAll(own);
        String token = UUID.randomUUID().toString();
        properties.setProperty(TOKEN, token);
        Attempt attempt = new Attempt(login);
        ATTEMPTS.put(token, attempt);
        try {
            Connection jdbc = new Driver().connect(url(login), properties);
            if (jdbc == null) {
                throw new SQLException("the driver does not accept this address: " + login.url());
            }
            return attempt.connected(jdbc);
        } catch (SQLException e) {
            for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
                if (cause instanceof CdcException ours) {
                    throw ours;
                }
            }
            throw e;
        } finally {
            ATTEMPTS.remove(token);
        }
    }

    private static String url(Login login) {
        String database = login.url().database();
        return "jdbc:mysql://" + login.url().host() + "/"
                + (database == null ? "" : URLEncoder.encode(database, StandardCharsets.UTF_8));
    }

    private static Properties properties(Login login) {
        Properties properties = new Properties();
        properties.setProperty("user", login.user());
        Secret password = login.password();
        properties.setProperty("password", password == null ? "" : password.reveal());
        properties.setProperty(
                "connectTimeout", Long.toString(login.url().connectTimeout().toMillis()));
        // bounds authentication as well; a session raises it afterwards
        properties.setProperty(
                "socketTimeout", Long.toString(2 * login.url().connectTimeout().toMillis()));
        properties.setProperty("socketFactory", Sockets.class.getName());
        properties.setProperty("sslMode", login.tls().mode().driverMode());
        // encrypts the password where nothing else does, against those who only listen; whoever wants more has TLS
        properties.setProperty(
                "allowPublicKeyRetrieval", Boolean.toString(!login.tls().mode().requires()));
        // a server may ask for any file of ours, or send objects that are code
        properties.setProperty("allowLoadLocalInfile", "false");
        properties.setProperty("allowUrlInLocalInfile", "false");
        properties.setProperty("autoDeserialize", "false");
        // these would keep bytes back, or make a connection anew of which somebody has the socket
        properties.setProperty("useCompression", "false");
        properties.setProperty("enablePacketDebug", "false");
        properties.setProperty("autoReconnect", "false");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("characterEncoding", "UTF-8");
        properties.setProperty("characterSetResults", "UTF-8");
        properties.setProperty("connectionTimeZone", "UTC");
        // it would change the sql_mode
        properties.setProperty("jdbcCompliantTruncation", "false");
        properties.setProperty("connectionAttributes", "program_name:leat");
        // no row values in messages
        properties.setProperty("paranoid", "true");
        properties.setProperty("logger", "Slf4JLogger");
        return properties;
    }

    private static final class Attempt {
        private final Login login;
        private @Nullable Socket plain;
        private @Nullable Socket encrypted;

        Attempt(Login login) {
            this.login = login;
        }

        synchronized void connected(Socket socket) {
            plain = socket;
            encrypted = null;
        }

        synchronized Socket encrypt() throws IOException {
            if (plain == null) {
                throw new IOException("the driver asks for TLS before it is connected");
            }
            encrypted = TlsHandshake.over(plain, login.url().host(), login.tls());
            return encrypted;
        }

        synchronized Connected connected(Connection jdbc) throws SQLException {
            if (plain == null || plain.isClosed()) {
                jdbc.close();
                throw new CdcException(
                        ErrorKind.INTERNAL, "the driver did not connect through the socket factory it was given");
            }
            if (encrypted == null && login.tls().mode().requires()) {
                jdbc.close();
                throw new CdcException(
                        ErrorKind.INTERNAL, "the driver did not encrypt through the socket factory it was given");
            }
            boolean endsWithOk =
                    ((JdbcConnection) jdbc).getSession().getServerSession().isEOFDeprecated();
            return new Connected(jdbc, plain, encrypted == null ? plain : encrypted, endsWithOk);
        }
    }

    /** For the driver's property {@code socketFactory}: public because the driver instantiates it by name, for nobody else. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"
    }) // as in the driver: it takes what it gets for a socket
    public static final class Sockets extends StandardSocketFactory {
        private @Nullable Attempt attempt;

        /** Called by the driver. */
        public Sockets() {}

        @Override
        public <T extends Closeable> T connect(String hostname, int portNumber, PropertySet props, int loginTimeout)
                throws IOException {
            Attempt found = ATTEMPTS.get(props.getStringProperty(TOKEN).getValue());
            if (found == null) {
                throw new IOException("no connection is being opened with this token");
            }
            T socket = super.connect(hostname, portNumber, props, loginTimeout);
            found.connected((Socket) socket);
            attempt = found;
            return socket;
        }

        @Override
        public <T extends Closeable> T performTlsHandshake(SocketConnection connection, ServerSession session)
                throws IOException {
            if (attempt == null) {
                throw new IOException("the driver asks for TLS before it is connected");
            }
            sslSocket = attempt.encrypt();
            return (T) sslSocket;
        }

        @Override
        public <T extends Closeable> T performTlsHandshake(SocketConnection connection, ServerSession session, Log log)
                throws IOException {
            return performTlsHandshake(connection, session);
        }
    }
}
