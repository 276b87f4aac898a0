package dev.leat.sink.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A {@code redis://} or {@code rediss://} URL, taken apart. Complaints never quote it, since it may hold a password.
 *
 * @param tls whether the scheme is {@code rediss}
 * @param host a name or an address, IPv6 without brackets
 * @param port the TCP port
 * @param user null when the URL has none
 * @param password null when the URL has none
 * @param database the path's number, if there is one
 */
record RedisUrl(
        boolean tls,
        String host,
        int port,
        @Nullable String user,
        @Nullable String password,
        OptionalInt database) {
    private static final int DEFAULT_PORT = 6379;
    private static final String EXPECTED = "redis://[user:password@]host[:port][/database], or rediss:// for TLS";

    /** The option to write instead of a URL parameter that other clients know. */
    private static final Map<String, String> KEYS = Map.ofEntries(
            Map.entry("ssl", "tls: {mode: ...}"),
            Map.entry("tls", "tls: {mode: ...}"),
            Map.entry("sslmode", "tls: {mode: ...}"),
            Map.entry("sslrootcert", "tls: {ca: ...}"),
            Map.entry("db", "database"),
            Map.entry("database", "database"),
            Map.entry("user", "user"),
            Map.entry("username", "user"),
            Map.entry("password", "password"),
            Map.entry("timeout", "read-timeout"),
            Map.entry("sockettimeout", "read-timeout"),
            Map.entry("readtimeout", "read-timeout"),
            Map.entry("connecttimeout", "connect-timeout"));

    /**
     * Takes a URL apart.
     *
     * @throws IllegalArgumentException with a message that names what is wrong, without the URL's text
     */
    static RedisUrl parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        boolean tls = lower.startsWith("rediss://");
        if (!tls && !lower.startsWith("redis://")) {
            throw new IllegalArgumentException("must be " + EXPECTED);
        }
        String rest = text.substring(tls ? 9 : 8);
        refuseExtras(rest);
        int slash = rest.indexOf('/');
        String authority = slash < 0 ? rest : rest.substring(0, slash);
        int at = authority.lastIndexOf('@');
        String user = null;
        String password = null;
        if (at >= 0) {
            String credentials = authority.substring(0, at);
            int colon = credentials.indexOf(':');
            user = nonEmpty(decode(colon < 0 ? credentials : credentials.substring(0, colon)));
            password = colon < 0 ? null : nonEmpty(decode(credentials.substring(colon + 1)));
        }
        String address = authority.substring(at + 1);
        int colon = portColon(address);
        String host = address.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        if (host.isEmpty()) {
            throw new IllegalArgumentException("names no host: must be " + EXPECTED);
        }
        return new RedisUrl(
                tls,
                host,
                colon == address.length() ? DEFAULT_PORT : port(address.substring(colon + 1)),
                user,
                password,
                slash < 0 ? OptionalInt.empty() : database(rest.substring(slash + 1)));
    }

    private static void refuseExtras(String rest) {
        if (rest.indexOf('#') >= 0) {
            throw new IllegalArgumentException("must not have a fragment; a # in a password is written %23");
        }
        int question = rest.indexOf('?');
        if (question < 0) {
            return;
        }
        String parameter = rest.substring(question + 1);
        int end = parameter.indexOf('=');
        String name = (end < 0 ? parameter : parameter.substring(0, end)).toLowerCase(Locale.ROOT);
        String key = KEYS.get(name.replace("_", "").replace("-", ""));
        throw new IllegalArgumentException(
                key == null
                        ? "must not have parameters; a ? in a password is written %3F"
                        : "must not have the parameter " + name + ": write the option " + key + " instead");
    }

    private static int portColon(String address) {
        int colon = address.lastIndexOf(':');
        boolean bare = colon < 0 || colon < address.lastIndexOf(']');
        return bare ? address.length() : colon;
    }

    private static int port(String text) {
        int port = number(text, "port");
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("has a port outside 1 to 65535");
        }
        return port;
    }

    private static OptionalInt database(String text) {
        return text.isEmpty() ? OptionalInt.empty() : OptionalInt.of(number(text, "database"));
    }

    private static int number(String text, String what) {
        boolean digits = !text.isEmpty() && text.length() < 10 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits) {
            throw new IllegalArgumentException("has a " + what + " that is no number: must be " + EXPECTED);
        }
        return Integer.parseInt(text);
    }

    private static @Nullable String nonEmpty(String text) {
        return text.isEmpty() ? null : text;
    }

    private static String decode(String text) {
        byte[] source = text.getBytes(UTF_8);
        byte[] decoded = new byte[source.length];
        int length = 0;
        for (int i = 0; i < source.length; i++) {
            if (source[i] == '%') {
                int high = i + 2 < source.length ? Character.digit(source[i + 1], 16) : -1;
                int low = high < 0 ? -1 : Character.digit(source[i + 2], 16);
                if (low < 0) {
                    throw new IllegalArgumentException(
                            "has a percent sign in its user or password that no two hexadecimal digits follow; the sign itself is"
                                    + " written %25");
                }
                decoded[length++] = (byte) (high << 4 | low);
                i += 2;
            } else {
                decoded[length++] = source[i];
            }
        }
        try {
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(decoded, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("has a user or password that is no UTF-8 once it is decoded", e);
        }
    }

    @Override
    public String toString() {
        return (tls ? "rediss://" : "redis://") + host + ":" + port;
    }
}
