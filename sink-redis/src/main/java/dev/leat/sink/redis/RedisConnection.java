package dev.leat.sink.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * One named connection. Jedis authenticates and reads the replies; commands go to the socket as they were encoded, so that
 * nothing ever reconnects behind the fence. Single-threaded but for {@link #close}.
 */
final class RedisConnection implements AutoCloseable {
    private static final int MAX_KEPT_BYTES = 64 * 1024;

    private final Endpoint endpoint;
    private final Permissions permissions;
    private final StallWatch watch;
    private final RedisSocket socket;
    private final Connection jedis;
    private final RespBuffer commands = new RespBuffer(1024);
    private long id;

    private RedisConnection(
            Endpoint endpoint, Permissions permissions, StallWatch watch, RedisSocket socket, Connection jedis) {
        this.endpoint = endpoint;
        this.permissions = permissions;
        this.watch = watch;
        this.socket = socket;
        this.jedis = jedis;
    }

    /**
     * Connects, authenticates, selects the database and takes a name.
     *
     * @param name shown by CLIENT LIST; without blanks
     * @throws CdcException CONNECTION or SETUP
     */
    static RedisConnection open(Endpoint endpoint, Permissions permissions, StallWatch watch, String name) {
        RedisSocket socket = RedisSocket.open(endpoint);
        boolean ready = false;
        try {
            Connection jedis = authenticate(endpoint, permissions, socket);
            RedisConnection connection = new RedisConnection(endpoint, permissions, watch, socket, jedis);
            if (endpoint.database() > 0) {
                connection.call(Command.SELECT, ascii(endpoint.database()));
            }
            connection.call(Command.CLIENT_SETNAME, name.getBytes(US_ASCII));
            connection.id = connection.callForNumber(Command.CLIENT_ID);
            ready = true;
            return connection;
        } catch (CdcException e) {
            throw isGuessedAnonymous(endpoint, e) ? anonymous(endpoint, e) : e;
        } finally {
            if (!ready) {
                socket.close();
            }
        }
    }

    /** A server that misses a certificate says so, if at all, when the handshake is over for the client. */
    private static boolean isGuessedAnonymous(Endpoint endpoint, CdcException failure) {
        return failure.kind() == ErrorKind.CONNECTION
                && endpoint.tls().mode() != TlsMode.DISABLE
                && endpoint.tls().client() == null;
    }

    private static CdcException anonymous(Endpoint endpoint, CdcException failure) {
        return new CdcException(
                failure.kind(),
                "Redis at " + endpoint
                        + " ended the connection right behind the TLS handshake; if it asks for a client's"
                        + " certificate (tls-auth-clients), name it in tls.cert and its key in tls.key",
                failure);
    }

    /** The server's number for this connection. */
    long id() {
        return id;
    }

    /** Sends encoded commands; their replies are read by {@link #replies}. */
    void write(byte[] encoded, int length) {
        Future<?> stall;
        try {
            stall = watch.begin(socket, endpoint.timeouts().read());
        } catch (RejectedExecutionException e) {
            throw lost("was closed", e);
        }
        try {
            socket.socket().getOutputStream().write(encoded, 0, length);
        } catch (IOException e) {
            throw lost("broke, or Redis stopped reading, while commands were sent", e);
        } finally {
            stall.cancel(false);
        }
    }

    /** Sends one command; its reply is read by {@link #replies}. */
    void send(byte[]... command) {
        commands.clear(MAX_KEPT_BYTES);
        commands.command(command);
        write(commands.array(), commands.length());
    }

    /** The next replies; an error is a {@link JedisDataException} in the list. */
    List<@Nullable Object> replies(int count) {
        try {
            return jedis.getMany(count);
        } catch (JedisConnectionException e) {
            throw lost("broke, or Redis did not answer in time", e);
        }
    }

    /** The reply to one command; throws when it is an error. */
    @Nullable
    Object call(Command command, byte[]... arguments) {
        send(words(command, arguments));
        return requireAll(replies(1)).get(0);
    }

    /** The reply to a command that answers with a number. */
    long callForNumber(Command command, byte[]... arguments) {
        if (call(command, arguments) instanceof Long number) {
            return number;
        }
        throw unexpected(command);
    }

    /** The reply to a command that answers with a list. */
    List<?> callForList(Command command, byte[]... arguments) {
        if (call(command, arguments) instanceof List<?> list) {
            return list;
        }
        throw unexpected(command);
    }

    /** The reply to a command that answers with bytes or nothing. */
    byte @Nullable [] callForBytes(Command command, byte[]... arguments) {
        Object reply = call(command, arguments);
        if (reply == null || reply instanceof byte[]) {
            return (byte[]) reply;
        }
        throw unexpected(command);
    }

    /** Hands the replies back when none of them is an error; otherwise throws what the first one means. */
    <T extends List<?>> T requireAll(T replies) {
        for (Object reply : replies) {
            String error = error(reply);
            if (error != null) {
                throw failure(error);
            }
        }
        return replies;
    }

    /** The text of an error reply, or null for any other reply. */
    static @Nullable String error(@Nullable Object reply) {
        return reply instanceof JedisDataException e ? String.valueOf(e.getMessage()) : null;
    }

    /** What an error reply means for the pipeline. */
    CdcException failure(String error) {
        return ReplyErrors.failure(error, endpoint, permissions);
    }

    /** Closes the socket. Idempotent; any thread; a thread that is blocked in this connection comes back. */
    @Override
    public void close() {
        socket.close();
    }

    /** A command's name and arguments. */
    static byte[][] words(Command command, byte[]... arguments) {
        byte[][] name = command.words();
        byte[][] words = new byte[name.length + arguments.length][];
        System.arraycopy(name, 0, words, 0, name.length);
        System.arraycopy(arguments, 0, words, name.length, arguments.length);
        return words;
    }

    /** A number as an argument. */
    static byte[] ascii(long number) {
        return Long.toString(number).getBytes(US_ASCII);
    }

    private static Connection authenticate(Endpoint endpoint, Permissions permissions, RedisSocket socket) {
        DefaultJedisClientConfig config = DefaultJedisClientConfig.builder()
                .resp2()
                .user(endpoint.credentials().user())
                .password(endpoint.credentials().password())
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
                .build();
        try {
            return new Connection(socket::socket, config);
        } catch (JedisDataException e) {
            throw ReplyErrors.failure(String.valueOf(e.getMessage()), endpoint, permissions);
        } catch (JedisException e) {
            throw new CdcException(ErrorKind.CONNECTION, "Redis at " + endpoint + " broke off the connection", e);
        }
    }

    private CdcException lost(String how, Exception cause) {
        return new CdcException(ErrorKind.CONNECTION, "the connection to Redis at " + endpoint + " " + how, cause);
    }

    private CdcException unexpected(Command command) {
        return new CdcException(
                ErrorKind.DECODE,
                "Redis at " + endpoint + " answered " + command.text() + " with something else than expected");
    }

    @Override
    public String toString() {
        return "RedisConnection[" + endpoint + ", id " + id + "]";
    }
}
