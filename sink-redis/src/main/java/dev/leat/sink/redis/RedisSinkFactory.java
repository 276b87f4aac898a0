package dev.leat.sink.redis;

import dev.leat.api.plugin.Option;
import dev.leat.api.plugin.OptionType;
import dev.leat.api.plugin.Options;
import dev.leat.api.plugin.SinkContext;
import dev.leat.api.plugin.SinkFactory;
import dev.leat.api.sink.Sink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes sinks of type {@code redis}. */
public final class RedisSinkFactory implements SinkFactory {
    static final String URL = "url";
    static final String USER = "user";
    static final String PASSWORD = "password";
    static final String DATABASE = "database";
    static final String MODE = "mode";
    static final String KEY = "key";
    static final String CHANNEL = "channel";
    static final String TTL = "ttl";
    static final String MAX_LENGTH = "max-length";
    static final String MAX_AGE = "max-age";
    static final String TLS_MODE = "tls.mode";
    static final String TLS_CA = "tls.ca";
    static final String TLS_CERT = "tls.cert";
    static final String TLS_KEY = "tls.key";
    static final String CONNECT_TIMEOUT = "connect-timeout";
    static final String READ_TIMEOUT = "read-timeout";

    private static final Duration MAX_TIMEOUT = Duration.ofHours(24);

    /** For {@link java.util.ServiceLoader}. */
    public RedisSinkFactory() {}

    @Override
    public String type() {
        return "redis";
    }

    @Override
    public List<Option> options() {
        return List.of(
                Option.required(
                        URL,
                        OptionType.TEXT,
                        "Where Redis is: redis://[user:password@]host[:port][/database], or rediss:// for TLS; the port is"
                                + " 6379 unless given."),
                Option.optional(USER, OptionType.TEXT, "The ACL user; the default user unless given."),
                Option.secret(PASSWORD, "The user's password."),
                Option.withDefault(DATABASE, OptionType.INTEGER, "0", "The logical database, from 0."),
                Option.choice(
                        MODE,
                        Mode.texts(),
                        Mode.HASH.text(),
                        "What is written; hash: one hash per row, one field per column; json: one string per row, its JSON;"
                                + " stream: each change as an entry of a stream; publish: each change as a message on a"
                                + " channel; invalidate: the key of each changed row is removed."),
                Option.optional(
                        KEY,
                        OptionType.TEXT,
                        "A row's key: {key} once, {table} where there are several, anything else as it stands; {table}:{key}"
                                + " unless given."
                                + " In mode stream the stream's: {table} unless given, which for a message is its prefix."),
                Option.optional(
                        CHANNEL,
                        OptionType.TEXT,
                        "In mode publish the channel; {table} unless given, which for a message is its prefix. In mode invalidate the channel that is told each"
                                + " removed key; none unless given."),
                Option.withDefault(
                        TTL,
                        OptionType.DURATION,
                        "0s",
                        "In modes hash and json, after how long without a write a row expires, up to 3650d; 0s: never."),
                Option.withDefault(
                        MAX_LENGTH,
                        OptionType.INTEGER,
                        "0",
                        "In mode stream, about how many entries a stream keeps; 0: all."),
                Option.withDefault(
                        MAX_AGE,
                        OptionType.DURATION,
                        "0s",
                        "In mode stream, about how long an entry is kept, up to 3650d; 0s: for ever. Redis 6.2 or later."),
                Option.choice(
                        TLS_MODE,
                        TlsMode.texts(),
                        null,
                        "How the connection is protected; verify-full for rediss://, disable for redis:// unless given."),
                Option.optional(
                        TLS_CA,
                        OptionType.PATH,
                        "Certificates in PEM that verify-ca and verify-full trust; those of the JDK unless given."),
                Option.optional(
                        TLS_CERT,
                        OptionType.PATH,
                        "PEM file of the client's certificate, for a server that asks for one."),
                Option.optional(TLS_KEY, OptionType.PATH, "PEM file (PKCS #8) of the client's key."),
                Option.withDefault(
                        CONNECT_TIMEOUT, OptionType.DURATION, "5s", "How long a connection may take, up to 24h."),
                Option.withDefault(
                        READ_TIMEOUT, OptionType.DURATION, "30s", "How long Redis may be silent, up to 24h."));
    }

    @Override
    public Sink create(Options options, SinkContext context) {
        return new RedisSink(endpoint(options), FormOptions.form(options), context);
    }

    private static Endpoint endpoint(Options options) {
        RedisUrl url;
        try {
            url = RedisUrl.parse(options.text(URL));
        } catch (IllegalArgumentException e) {
            throw options.invalid(URL, String.valueOf(e.getMessage()));
        }
        return new Endpoint(
                url.host(),
                url.port(),
                database(options, url),
                credentials(options, url),
                tls(options, url),
                new Endpoint.Timeouts(timeout(options, CONNECT_TIMEOUT), timeout(options, READ_TIMEOUT)));
    }

    private static int database(Options options, RedisUrl url) {
        long database = options.integer(DATABASE);
        if (database < 0 || database > Integer.MAX_VALUE) {
            throw options.invalid(DATABASE, "database must be 0 or above");
        }
        if (url.database().isEmpty()) {
            return (int) database;
        }
        if (database != 0 && database != url.database().getAsInt()) {
            throw options.invalid(DATABASE, "database differs from the one in url: give it once");
        }
        return url.database().getAsInt();
    }

    private static Endpoint.Credentials credentials(Options options, RedisUrl url) {
        Optional<String> user = once(options, USER, Optional.ofNullable(url.user()));
        Optional<String> password = once(options, PASSWORD, Optional.ofNullable(url.password()));
        if (user.isPresent() && password.isEmpty()) {
            throw options.invalid(
                    USER,
                    "a user needs a password; in url, a password without a user is written redis://:PASSWORD@host");
        }
        return new Endpoint.Credentials(user.orElse(null), password.orElse(null));
    }

    private static Optional<String> once(Options options, String name, Optional<String> fromUrl) {
        Optional<String> option = options.findText(name);
        if (option.isPresent() && fromUrl.isPresent()) {
            throw options.invalid(name, name + " is in url too: give it once");
        }
        return option.or(() -> fromUrl);
    }

    private static Endpoint.Tls tls(Options options, RedisUrl url) {
        TlsMode mode =
                options.findText(TLS_MODE).map(TlsMode::of).orElse(url.tls() ? TlsMode.VERIFY_FULL : TlsMode.DISABLE);
        if (url.tls() && mode == TlsMode.DISABLE) {
            throw options.invalid(TLS_MODE, "tls.mode disable contradicts rediss:// in url; write redis:// for no TLS");
        }
        Optional<Path> ca = options.findPath(TLS_CA);
        if (ca.isPresent() && (mode == TlsMode.DISABLE || mode == TlsMode.REQUIRE)) {
            throw options.invalid(
                    TLS_CA, "tls.ca is not used with tls.mode " + mode.text() + "; write verify-ca or verify-full");
        }
        return new Endpoint.Tls(mode, ca.orElse(null), client(options, mode));
    }

    private static @Nullable ClientIdentity client(Options options, TlsMode mode) {
        Optional<Path> cert = options.findPath(TLS_CERT);
        Optional<Path> key = options.findPath(TLS_KEY);
        if (cert.isEmpty() && key.isEmpty()) {
            return null;
        }
        if (mode == TlsMode.DISABLE) {
            throw options.invalid(
                    cert.isPresent() ? TLS_CERT : TLS_KEY, "tls.cert and tls.key are not used without TLS");
        }
        return new ClientIdentity(
                cert.orElseThrow(() -> options.invalid(TLS_KEY, "tls.key needs tls.cert beside it")),
                key.orElseThrow(() -> options.invalid(TLS_CERT, "tls.cert needs tls.key beside it")));
    }

    private static Duration timeout(Options options, String name) {
        Duration timeout = options.duration(name);
        if (timeout.toMillis() < 1 || timeout.compareTo(MAX_TIMEOUT) > 0) {
            throw options.invalid(name, name + " must be from 1ms to 24h");
        }
        return timeout;
    }
}
