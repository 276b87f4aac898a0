package dev.leat.sink.elasticsearch;

import dev.leat.api.plugin.Option;
import dev.leat.api.plugin.OptionType;
import dev.leat.api.plugin.Options;
import dev.leat.api.plugin.SinkContext;
import dev.leat.api.plugin.SinkFactory;
import dev.leat.api.sink.Sink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes sinks of type {@code elasticsearch}. */
public final class ElasticsearchSinkFactory implements SinkFactory {
    static final String URL = "url";
    static final String INDEX = "index";
    static final String USER = "user";
    static final String PASSWORD = "password";
    static final String API_KEY = "api-key";
    static final String TLS_MODE = "tls.mode";
    static final String TLS_CA = "tls.ca";
    static final String TLS_CERT = "tls.cert";
    static final String TLS_KEY = "tls.key";
    static final String TLS_FINGERPRINT = "tls.fingerprint";
    static final String BULK_BYTES = "bulk-bytes";
    static final String BULK_COUNT = "bulk-count";
    static final String CONNECT_TIMEOUT = "connect-timeout";
    static final String READ_TIMEOUT = "read-timeout";

    private static final int HEAP_SHARE = 16;
    private static final Duration MAX_TIMEOUT = Duration.ofHours(24);
    private static final long MAX_BULK_BYTES = 1L << 30;

    /** For {@link java.util.ServiceLoader}. */
    public ElasticsearchSinkFactory() {}

    @Override
    public String type() {
        return "elasticsearch";
    }

    @Override
    public List<Option> options() {
        return List.of(
                Option.required(
                        URL,
                        OptionType.TEXT,
                        "Where the cluster is: http[s]://[user:password@]host[:port][/path], several nodes with commas in"
                                + " between; the port is 9200 unless given."),
                Option.withDefault(
                        INDEX,
                        OptionType.TEXT,
                        IndexTemplate.DEFAULT,
                        "The name that readers search, an alias: {table} is the table's name in lower case, anything else"
                                + " stands as it is."),
                Option.optional(USER, OptionType.TEXT, "The user; nobody unless given."),
                Option.secret(PASSWORD, "The user's password."),
                Option.secret(API_KEY, "An API key in its encoded form, instead of user and password."),
                Option.choice(
                        TLS_MODE,
                        TlsMode.texts(),
                        null,
                        "How the connection is protected; verify-full for https://, disable for http:// unless given."),
                Option.optional(
                        TLS_CA,
                        OptionType.PATH,
                        "Certificates in PEM that verify-ca and verify-full trust; those of the JDK unless given."),
                Option.optional(
                        TLS_FINGERPRINT,
                        OptionType.TEXT,
                        "SHA-256 of the server's certificate or its authority's, in hexadecimal digits, instead of tls.ca."),
                Option.optional(
                        TLS_CERT,
                        OptionType.PATH,
                        "PEM file of the client's certificate, for a server that asks for one."),
                Option.optional(TLS_KEY, OptionType.PATH, "PEM file (PKCS #8) of the client's key."),
                Option.withDefault(
                        BULK_BYTES,
                        OptionType.SIZE,
                        "5MiB",
                        "How large a bulk request may grow, up to 1GiB; all lanes together at most a 16th of the heap."),
                Option.withDefault(
                        BULK_COUNT, OptionType.INTEGER, "5000", "How many items a bulk request may have, from 1."),
                Option.withDefault(
                        CONNECT_TIMEOUT, OptionType.DURATION, "5s", "How long a connection may take, up to 24h."),
                Option.withDefault(
                        READ_TIMEOUT, OptionType.DURATION, "60s", "How long the server may be silent, up to 24h."));
    }

    @Override
    public Sink create(Options options, SinkContext context) {
        long bytes = options.sizeBytes(BULK_BYTES);
        if (bytes < 1 || bytes > MAX_BULK_BYTES) {
            throw options.invalid(BULK_BYTES, "bulk-bytes must be from 1B to 1GiB");
        }
        long count = options.integer(BULK_COUNT);
        if (count < 1 || count > Integer.MAX_VALUE) {
            throw options.invalid(BULK_COUNT, "bulk-count must be 1 or above");
        }
        long most = Math.min(bytes, mostBytes(Runtime.getRuntime().maxMemory(), context.lanes()));
        return new ElasticsearchSink(
                endpoint(options), template(options), new ElasticsearchSink.BulkSize((int) most, (int) count), context);
    }

    /** The requests of all lanes together have a sixteenth of the heap: their buffers grow to twice a request's size. */
    static long mostBytes(long heapBytes, int lanes) {
        return Math.max(1, heapBytes / HEAP_SHARE / lanes);
    }

    private static IndexTemplate template(Options options) {
        try {
            return IndexTemplate.parse(options.text(INDEX));
        } catch (IllegalArgumentException e) {
            throw options.invalid(INDEX, String.valueOf(e.getMessage()));
        }
    }

    private static Endpoint endpoint(Options options) {
        NodeUrl url;
        try {
            url = NodeUrl.parse(options.text(URL));
        } catch (IllegalArgumentException e) {
            throw options.invalid(URL, String.valueOf(e.getMessage()));
        }
        return new Endpoint(
                url.nodes(),
                credentials(options, url),
                tls(options, url.nodes().get(0).secured()),
                new Endpoint.Timeouts(timeout(options, CONNECT_TIMEOUT), timeout(options, READ_TIMEOUT)));
    }

    private static Endpoint.Credentials credentials(Options options, NodeUrl url) {
        Optional<String> user = once(options, USER, Optional.ofNullable(url.user()));
        Optional<String> password = once(options, PASSWORD, Optional.ofNullable(url.password()));
        Optional<String> apiKey = options.findText(API_KEY);
        if (apiKey.isPresent() && user.isPresent()) {
            throw options.invalid(API_KEY, "api-key stands instead of user and password: give one of them");
        }
        if (user.isPresent() != password.isPresent()) {
            throw options.invalid(user.isPresent() ? USER : PASSWORD, "user and password go together");
        }
        if (apiKey.filter(key -> !key.matches("[A-Za-z0-9+/_=-]+")).isPresent()) {
            throw options.invalid(API_KEY, "api-key must be the encoded form, base64 of id:key");
        }
        return new Endpoint.Credentials(user.orElse(null), password.orElse(null), apiKey.orElse(null));
    }

    private static Optional<String> once(Options options, String name, Optional<String> fromUrl) {
        Optional<String> option = options.findText(name);
        if (option.isPresent() && fromUrl.isPresent()) {
            throw options.invalid(name, name + " is in url too: give it once");
        }
        return option.or(() -> fromUrl);
    }

    private static Endpoint.Tls tls(Options options, boolean isSecured) {
        TlsMode mode =
                options.findText(TLS_MODE).map(TlsMode::of).orElse(isSecured ? TlsMode.VERIFY_FULL : TlsMode.DISABLE);
        if (isSecured != (mode != TlsMode.DISABLE)) {
            throw options.invalid(
                    TLS_MODE,
                    "tls.mode " + mode.text() + " contradicts the scheme in url: https:// is TLS, http:// is none");
        }
        Optional<Path> ca = options.findPath(TLS_CA);
        Optional<String> fingerprint = options.findText(TLS_FINGERPRINT);
        if (fingerprint.isPresent() && (ca.isPresent() || mode == TlsMode.DISABLE || mode == TlsMode.REQUIRE)) {
            throw options.invalid(
                    TLS_FINGERPRINT,
                    "tls.fingerprint needs https:// and stands instead of tls.ca and tls.mode require");
        }
        if (ca.isPresent() && (mode == TlsMode.DISABLE || mode == TlsMode.REQUIRE)) {
            throw options.invalid(
                    TLS_CA, "tls.ca is not used with tls.mode " + mode.text() + "; write verify-ca or verify-full");
        }
        return new Endpoint.Tls(
                mode, ca.orElse(null), fingerprint(options, fingerprint.orElse(null)), client(options, mode));
    }

    private static @Nullable String fingerprint(Options options, @Nullable String text) {
        if (text == null) {
            return null;
        }
        String digits = text.replace(":", "").toLowerCase(Locale.ROOT);
        if (!digits.matches("[0-9a-f]{64}")) {
            throw options.invalid(TLS_FINGERPRINT, "tls.fingerprint must be 64 hexadecimal digits, colons allowed");
        }
        return digits;
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
