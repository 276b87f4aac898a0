package dev.leat.capture.mysql.session;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The address of a server: {@code mysql://user:password@host:3306/database?connect_timeout=10}, also with {@code mariadb:},
 * {@code jdbc:mysql:} or {@code jdbc:mariadb:} in front.
 *
 * <p>One parameter may stand in it, under MySQL's name or the driver's: {@code connect_timeout} (seconds) or {@code
 * connectTimeout} (milliseconds). Everything else has a key in the pipeline file, or is not ours to set: parameters of the
 * driver load classes and read files. Special characters of user, password and database are percent-encoded.
 *
 * <p>No message of this class and no {@code toString} shows a password, also when the URL is malformed.
 *
 * @param database null: none is the default
 */
public record MySqlUrl(
        Host host,
        @Nullable String database,
        @Nullable String user,
        @Nullable Secret password,
        Duration connectTimeout) {

    public static final int DEFAULT_PORT = 3306;
    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private static final List<String> SCHEMES = List.of("mysql://", "mariadb://", "jdbc:mysql://", "jdbc:mariadb://");
    private static final String EXAMPLE = "mysql://localhost:3306/shop";
    private static final String ALLOWED = "allowed is connect_timeout";
    private static final Pattern PARAMETER_NAME = Pattern.compile("[A-Za-z_]{1,60}");
    private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9._-]+");
    private static final Pattern IPV6_ADDRESS = Pattern.compile("[0-9A-Fa-f:.]+(%[A-Za-z0-9]+)?");

    /** The driver does not mind the case of a name. */
    private static final Map<String, String> KEYS = Map.ofEntries(
            Map.entry("user", "user: NAME"),
            Map.entry("password", "password: ${env:NAME}"),
            Map.entry("sslmode", "tls: {mode: verify-full}"),
            Map.entry("usessl", "tls: {mode: verify-full}"),
            Map.entry("requiressl", "tls: {mode: verify-full}"),
            Map.entry("verifyservercertificate", "tls: {mode: verify-full}"),
            Map.entry("serversslcert", "tls: {ca: FILE}"),
            Map.entry("trustcertificatekeystoreurl", "tls: {ca: FILE}"),
            Map.entry("clientcertificatekeystoreurl", "tls: {cert: FILE, key: FILE}"),
            Map.entry("servertimezone", "nothing: sessions are in UTC"),
            Map.entry("connectiontimezone", "nothing: sessions are in UTC"),
            Map.entry("characterencoding", "nothing: sessions are in UTF-8"));

    /**
     * Takes a URL apart.
     *
     * @throws IllegalArgumentException if the text is no such URL, naming what to write instead
     */
    public static MySqlUrl parse(String url) {
        String rest = withoutScheme(url);
        int end = firstOf(rest, "/?#");
        String authority = rest.substring(0, end);
        String tail = rest.substring(end);
        if (tail.indexOf('@') >= 0) {
            throw new IllegalArgumentException("percent-encode special characters in the url's user, password, database"
                    + " and parameters: @ is %40, / is %2F, ? is %3F, # is %23, : is %3A");
        }
        if (tail.indexOf('#') >= 0) {
            throw new IllegalArgumentException("the url has a fragment (#...): percent-encode # as %23");
        }
        int query = tail.indexOf('?');
        String path = query < 0 ? tail : tail.substring(0, query);

        int at = authority.lastIndexOf('@');
        String user = null;
        Secret password = null;
        if (at >= 0) {
            String login = authority.substring(0, at);
            int colon = login.indexOf(':');
            user = emptyToNull(decode(colon < 0 ? login : login.substring(0, colon), "user"));
            String text = colon < 0 ? null : emptyToNull(decode(login.substring(colon + 1), "password"));
            password = text == null ? null : new Secret(text);
        }
        return new MySqlUrl(
                host(authority.substring(at + 1), at >= 0),
                path.length() <= 1 ? null : database(path.substring(1)),
                user,
                password,
                connectTimeout(query < 0 ? "" : tail.substring(query + 1)));
    }

    /** Whether the text begins as such a URL. */
    public static boolean hasScheme(String url) {
        return SCHEMES.stream().anyMatch(url::startsWith);
    }

    private static String withoutScheme(String url) {
        for (String scheme : SCHEMES) {
            if (url.startsWith(scheme)) {
                return url.substring(scheme.length());
            }
        }
        throw new IllegalArgumentException("the url does not begin with mysql://; write it like " + EXAMPLE);
    }

    private static String database(String path) {
        if (path.indexOf('/') >= 0) {
            throw new IllegalArgumentException("the url has more than one / behind the host; write it like " + EXAMPLE);
        }
        return decode(path, "database");
    }

    /** Without an '@' in the URL, what looks like a host may be the beginning of user and password: it is not shown. */
    private static Host host(String text, boolean mayShow) {
        if (text.indexOf(',') >= 0) {
            throw new IllegalArgumentException("the url names several hosts; write one, whose binary log is read");
        }
        String name;
        String port;
        if (text.startsWith("[")) {
            int bracket = text.indexOf(']');
            String behind = bracket < 0 ? "" : text.substring(bracket + 1);
            name = bracket < 0 ? "" : text.substring(1, bracket);
            if ((!behind.isEmpty() && !behind.startsWith(":"))
                    || !IPV6_ADDRESS.matcher(name).matches()) {
                throw new IllegalArgumentException("the url's IPv6 address is malformed; write it like [::1]:3306");
            }
            port = behind.isEmpty() ? "" : behind.substring(1);
        } else {
            int colon = text.indexOf(':');
            name = decode(colon < 0 ? text : text.substring(0, colon), "host");
            port = colon < 0 ? "" : text.substring(colon + 1);
            if (name.isEmpty()) {
                name = "localhost";
            } else if (!HOST_NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("the url's host is malformed" + (mayShow ? ": " + name : ""));
            }
        }
        return new Host(name, port.isEmpty() ? DEFAULT_PORT : port(port, mayShow));
    }

    private static int port(String text, boolean mayShow) {
        int port = isNumber(text, 5) ? Integer.parseInt(text) : 0;
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("the url's port is not a number from 1 to 65535"
                    + (mayShow ? ": " + text : "; percent-encode special characters of a password, / is %2F"));
        }
        return port;
    }

    private static Duration connectTimeout(String query) {
        Duration timeout = DEFAULT_CONNECT_TIMEOUT;
        Set<String> seen = new HashSet<>();
        for (String parameter : query.split("&", -1)) {
            if (parameter.isEmpty()) {
                continue;
            }
            int equals = parameter.indexOf('=');
            String name = equals < 0 ? parameter : parameter.substring(0, equals);
            if (!PARAMETER_NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("the url has a malformed parameter; " + ALLOWED);
            }
            if (!seen.add(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("the url has the parameter " + name + " twice");
            }
            String value = decode(equals < 0 ? "" : parameter.substring(equals + 1), name);
            timeout = switch (name) {
                case "connect_timeout" -> Duration.ofSeconds(number(name, value, "seconds up to 9999", 4));
                case "connectTimeout" -> Duration.ofMillis(number(name, value, "milliseconds up to 9999999", 7));
                default -> throw notAllowed(name);
            };
        }
        return timeout;
    }

    private static int number(String name, String value, String what, int maxDigits) {
        if (!isNumber(value, maxDigits)) {
            throw new IllegalArgumentException("the url's parameter " + name + " is a number of " + what);
        }
        return Integer.parseInt(value);
    }

    private static boolean isNumber(String text, int maxDigits) {
        return !text.isEmpty() && text.length() <= maxDigits && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static IllegalArgumentException notAllowed(String name) {
        String key = KEYS.get(name.toLowerCase(Locale.ROOT));
        return new IllegalArgumentException(
                "the parameter " + name + " may not stand in the url: " + (key == null ? ALLOWED : "write " + key));
    }

    private static int firstOf(String text, String characters) {
        for (int i = 0; i < text.length(); i++) {
            if (characters.indexOf(text.charAt(i)) >= 0) {
                return i;
            }
        }
        return text.length();
    }

    private static String decode(String text, String what) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            if (codePoint == '%') {
                int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
                int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    throw new IllegalArgumentException(
                            "the url's " + what + " has a % without two hexadecimal digits: percent-encode % as %25");
                }
                bytes.write(16 * high + low);
                i += 3;
            } else {
                bytes.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
                i += Character.charCount(codePoint);
            }
        }
        String decoded;
        try {
            decoded = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the url's " + what + " is not UTF-8 when decoded", e);
        }
        if (decoded.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("the url's " + what + " contains a zero byte");
        }
        return decoded;
    }

    private static @Nullable String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }

    /** The address without user and password. */
    @Override
    public String toString() {
        return "mysql://" + host + (database == null ? "" : "/" + database);
    }
}
