package dev.leat.capture.postgres.wire;

import dev.leat.capture.postgres.session.Login;
import dev.leat.capture.postgres.session.Session;
import dev.leat.capture.postgres.session.Sql;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to a walsender. Until {@link #start} it is an ordinary session that also knows the replication commands,
 * through {@link #jdbc}; afterwards its socket carries the stream and nothing else may use it.
 *
 * <p>Keeps the driver's connection: unreferenced, the driver would close it in the middle of the stream.
 *
 * <p>One thread at a time until the stream starts; {@link #close} from any thread.
 */
public final class ReplicationConnection implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ReplicationConnection.class);

    private static final int HEADER_BYTES = 5;
    private static final String NO_ENCODING = "SQL_ASCII";
    private static final int ANSWER_TIMEOUT_MILLIS = 60_000;

    private final Connection jdbc;
    private final Transport transport;
    private final boolean encrypted;
    private final Duration walSenderTimeout;

    private ReplicationConnection(Connection jdbc, Transport transport, boolean encrypted, Duration walSenderTimeout) {
        this.jdbc = jdbc;
        this.transport = transport;
        this.encrypted = encrypted;
        this.walSenderTimeout = walSenderTimeout;
    }

    /** Connects and pins the session's settings. A command that gets no answer for a minute fails as over a lost connection. */
    public static ReplicationConnection open(Login login, String applicationName) throws SQLException, IOException {
        try (SocketHandover handover = SocketHandover.open(login.url().isLocal())) {
            Properties properties = login.properties(applicationName);
            properties.setProperty("replication", "database");
            properties.setProperty("preferQueryMode", "simple");
            properties.setProperty("socketTimeout", Integer.toString(ANSWER_TIMEOUT_MILLIS / 1_000));
            properties.setProperty("socketFactory", HandoverSocketFactory.class.getName());
            properties.setProperty("socketFactoryArg", handover.token());
            Class<?> tlsFactory = login.trustsTheJvm() ? HandoverJvmTrustFactory.class : HandoverTlsFactory.class;
            properties.setProperty("sslfactory", tlsFactory.getName());
            properties.setProperty("sslfactoryarg", handover.token());
            Connection jdbc = Session.connect(login, properties);
            try {
                Session.pin(jdbc);
                return new ReplicationConnection(jdbc, handover.take(), handover.isEncrypted(), walSenderTimeout(jdbc));
            } catch (SQLException | IOException | RuntimeException e) {
                abort(jdbc);
                throw e;
            }
        }
    }

    private static Duration walSenderTimeout(Connection jdbc) throws SQLException {
        String query = "SELECT setting::bigint FROM pg_catalog.pg_settings WHERE name = 'wal_sender_timeout'";
        try (Statement statement = jdbc.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return Duration.ofMillis(row.getLong(1));
        }
    }

    /** For commands before the stream starts: CREATE_REPLICATION_SLOT, SQL. Closed together with this. */
    public Connection jdbc() {
        return jdbc;
    }

    public boolean isEncrypted() {
        return encrypted;
    }

    /** After how much silence of ours the server ends the connection; zero: never. */
    public Duration walSenderTimeout() {
        return walSenderTimeout;
    }

    /** The process that serves this connection, as {@code pg_replication_slots.active_pid} names it. */
    public int serverPid() throws SQLException {
        return jdbc.unwrap(PGConnection.class).getBackendPID();
    }

    /** The content of the history file of a timeline, which says where those before it ended. */
    public String timelineHistory(int timeline) throws SQLException {
        try (Statement statement = jdbc.createStatement();
                ResultSet row = statement.executeQuery("TIMELINE_HISTORY " + timeline)) {
            row.next();
            return new String(row.getBytes("content"), StandardCharsets.US_ASCII);
        }
    }

    public SystemIdentity identifySystem() throws SQLException {
        try (Statement statement = jdbc.createStatement();
                ResultSet row = statement.executeQuery("IDENTIFY_SYSTEM")) {
            row.next();
            return new SystemIdentity(
                    row.getString("systemid"), row.getInt("timeline"), Lsn.parse(row.getString("xlogpos")));
        }
    }

    /**
     * Starts to stream from a logical slot. After a {@link ServerErrorException} (55006: the slot is in use) the
     * connection can be used further.
     *
     * @param slot its name
     * @param startLsn where we believe the slot to stand; the server begins at the later of this and the slot's confirmed
     *     position. {@link Lsn#NONE}: at the slot's position
     * @param options of the output plugin in order, for example {@code proto_version} to {@code 1}
     */
    public CopyBothStream start(String slot, long startLsn, Map<String, String> options, StreamSettings settings)
            throws IOException {
        String list = options.entrySet().stream()
                .map(option -> Sql.identifier(option.getKey()) + ' ' + Sql.replicationLiteral(option.getValue()))
                .collect(Collectors.joining(", ", " (", ")"));
        if (hasNoEncoding()) {
            takeBytesAsTheyAre();
        }
        query("START_REPLICATION SLOT " + Sql.identifier(slot) + " LOGICAL " + Lsn.format(startLsn)
                + (options.isEmpty() ? "" : list));
        awaitCopyBoth(slot);
        StatusSender status = new StatusSender(
                transport, startLsn, settings.statusInterval(walSenderTimeout).toNanos(), Clock.systemUTC(), slot);
        ReadPacer pacer = new ReadPacer(settings.readNap().toNanos(), System.nanoTime());
        CopyBothStream stream = new CopyBothStream(
                this::close, transport, status, pacer, settings.maxSilence(walSenderTimeout), System::nanoTime);
        status.start();
        return stream;
    }

    private boolean hasNoEncoding() {
        try {
            return NO_ENCODING.equals(jdbc.unwrap(PGConnection.class).getParameterStatus("server_encoding"));
        } catch (SQLException closed) {
            throw new IllegalStateException("the driver's connection", closed);
        }
    }

    /**
     * A server that does not know what its bytes mean ends the stream at the first text that is not in the client's encoding,
     * without saying where. The driver insists on UTF-8, so this is said behind its back; it is not asked any more.
     */
    private void takeBytesAsTheyAre() throws IOException {
        query("SET client_encoding = " + NO_ENCODING);
        byte[] header = new byte[HEADER_BYTES];
        do {
            readFully(header);
            int length = ByteBuffer.wrap(header).getInt(1) - 4;
            if (length < 0 || length > FrameBuffer.DEFAULT_CAPACITY || header[0] == 'E') {
                throw new ProtocolException("client_encoding cannot be set: message type " + header[0]);
            }
            readFully(new byte[length]);
        } while (header[0] != 'Z');
    }

    /** The options of pgoutput, protocol version 1, for these publications; others may be added. */
    public static Map<String, String> pgoutput(List<String> publications) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("proto_version", "1");
        options.put("publication_names", Sql.identifiers(publications));
        return options;
    }

    /** The options of {@link #pgoutput}, and logical messages with it. */
    public static Map<String, String> pgoutputWithMessages(List<String> publications) {
        Map<String, String> options = pgoutput(publications);
        options.put("messages", "true");
        return options;
    }

    /** Query: Byte1 'Q', Int32 length, String the command. */
    private void query(String command) throws IOException {
        byte[] text = command.getBytes(StandardCharsets.UTF_8);
        ByteBuffer message = ByteBuffer.allocate(HEADER_BYTES + text.length + 1);
        message.put((byte) 'Q').putInt(4 + text.length + 1).put(text).put((byte) 0);
        transport.write(message.array(), 0, message.capacity());
    }

    /**
     * Reads up to CopyBothResponse and not a byte further: Byte1 'W', Int32 length, Int8 format, Int16 number of columns,
     * Int16 format of each. An error is followed by ReadyForQuery.
     */
    private void awaitCopyBoth(String slot) throws IOException {
        ServerErrorException error = null;
        byte[] header = new byte[HEADER_BYTES];
        while (true) {
            readFully(header);
            int length = ByteBuffer.wrap(header).getInt(1) - 4;
            if (length < 0 || length > FrameBuffer.DEFAULT_CAPACITY) {
                throw new ProtocolException("message type " + header[0] + " of " + length + " bytes after"
                        + " START_REPLICATION, expected CopyBothResponse");
            }
            byte[] body = new byte[length];
            readFully(body);
            switch (header[0]) {
                case 'W' -> {
                    return;
                }
                case 'E' ->
                    error = new ServerErrorException(
                            "cannot stream from slot " + slot, ServerMessage.decode(body, 0, length));
                case 'N' -> LOG.info("START_REPLICATION: {}", ServerMessage.decode(body, 0, length));
                case 'S', 'C' -> {
                    // ParameterStatus; CommandComplete comes if there is nothing to stream
                }
                case 'Z' ->
                    throw error == null ? new ProtocolException("START_REPLICATION ended without a stream") : error;
                default ->
                    throw new ProtocolException(
                            "message type " + header[0] + " after START_REPLICATION, expected CopyBothResponse");
            }
        }
    }

    private void readFully(byte[] target) throws IOException {
        int offset = 0;
        while (offset < target.length) {
            int count = transport.read(target, offset, target.length - offset, ANSWER_TIMEOUT_MILLIS);
            if (count == 0) {
                throw new ConnectionLostException(
                        "no answer to START_REPLICATION for " + ANSWER_TIMEOUT_MILLIS + " ms");
            }
            if (count < 0) {
                throw new ConnectionLostException(
                        "the server has closed the replication connection", new EOFException());
            }
            offset += count;
        }
    }

    /** Closes at once, without a farewell. */
    @Override
    public void close() {
        transport.close();
        abort(jdbc);
    }

    private static void abort(Connection jdbc) {
        try {
            jdbc.abort(Runnable::run);
        } catch (SQLException e) {
            LOG.debug("the connection was closed already", e);
        }
    }
}
