package dev.leat.capture.postgres.session;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The address of a database: {@code postgresql://user:password@host:5432,host2/database?parameter=value}, also with
 * {@code postgres:} or {@code jdbc:postgresql:} in front.
 *
 * <p>Three parameters may stand in it, under libpq's name or pgjdbc's: {@code application_name} ({@code
 * ApplicationName}), {@code connect_timeout} ({@code connectTimeout}, seconds) and {@code target_session_attrs} ({@code
 * targetServerType}; {@code any} or {@code primary}). Everything else has a key in the pipeline file, or is not ours to
 * set. Special characters of user, password and database are percent-encoded.
 *
 * <p>No message of this class and no {@code toString} shows a password, also when the URL is malformed.
 *
 * @param hosts tried in this order
 * @param database null: named like the user
 * @param primaryOnly skip hosts that are read-only; the default when there are several
 */
public record PostgresUrl(
        List<Host> hosts,
        @Nullable String database,
        @Nullable String user,
        @Nullable Secret password,
        @Nullable String applicationName,
        Duration connectTimeout,
        boolean primaryOnly) {

    public static final int DEFAULT_PORT = 5432;
    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private static final List<String> SCHEMES = List.of("postgresql://", "postgres://", "jdbc:postgresql://");
    private static final String EXAMPLE = "postgresql://localhost:5432/shop";
    private static final Pattern PARAMETER_NAME = Pattern.compile("[A-Za-z_]{1,40}");
    private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9._-]+");
    private static final Pattern IPV6_ADDRESS = Pattern.compile("[0-9A-Fa-f:.]+(%[A-Za-z0-9]+)?");

    private static final Map<String, String> KEYS = Map.of(
            "user", "user: NAME",
            "password", "password: ${env:NAME}",
            "sslmode", "tls: {mode: verify-full}",
            "ssl", "tls: {mode: verify-full}",
            "sslrootcert", "tls: {ca: FILE}",
            "sslcert", "tls: {cert: FILE}",
            "sslkey", "tls: {key: FILE}",
            "dbname", "the database behind the host in the URL",
            "host", "the host in the URL",
            "port", "the port in the URL");

    public PostgresUrl {
        hosts = List.copyOf(hosts);
    }

    /**
     * Takes a URL apart.
     *
     * @throws IllegalArgumentException if the text is no such URL, naming what to write instead
     */
    public static PostgresUrl parse(String url) {
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
        Parameters parameters = Parameters.parse(query < 0 ? "" : tail.substring(query + 1));

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
        List<Host> hosts = hosts(authority.substring(at + 1), at >= 0);
        return new PostgresUrl(
                hosts,
                path.length() <= 1 ? null : database(path.substring(1)),
                user,
                password,
                parameters.applicationName,
                parameters.connectTimeout,
                parameters.primaryOnly == null ? hosts.size() > 1 : parameters.primaryOnly);
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
        throw new IllegalArgumentException("the url does not begin with postgresql://; write it like " + EXAMPLE);
    }

    private static String database(String path) {
        if (path.indexOf('/') >= 0) {
            throw new IllegalArgumentException("the url has more than one / behind the host; write it like " + EXAMPLE);
        }
        return decode(path, "database");
    }

    private static List<Host> hosts(String text, boolean mayShow) {
        List<Host> hosts = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            hosts.add(host(part, mayShow));
        }
        return hosts;
    }

    /** Without an '@' in the URL, what looks like a host may be the beginning of user and password: it is not shown. */
    private static Host host(String text, boolean mayShow) {
        String name;
        String port;
        if (text.startsWith("[")) {
            int bracket = text.indexOf(']');
            if (bracket < 0) {
                throw new IllegalArgumentException("the url has a [ without ]; write an IPv6 address like [::1]:5432");
            }
            name = text.substring(1, bracket);
            String behind = text.substring(bracket + 1);
            if ((!behind.isEmpty() && !behind.startsWith(":"))
                    || !IPV6_ADDRESS.matcher(name).matches()) {
                throw new IllegalArgumentException("the url's IPv6 address is malformed; write it like [::1]:5432");
            }
            port = behind.isEmpty() ? "" : behind.substring(1);
        } else {
            int colon = text.indexOf(':');
            name = decode(colon < 0 ? text : text.substring(0, colon), "host");
            port = colon < 0 ? "" : text.substring(colon + 1);
            if (name.isEmpty()) {
                name = "localhost";
            } else if (name.startsWith("/")) {
                throw new IllegalArgumentException("the url names the folder of a Unix socket; only TCP is supported:"
                        + " write postgresql://localhost/...");
            } else if (!HOST_NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("the url's host is malformed" + (mayShow ? ": " + name : ""));
            }
        }
        return new Host(name, port.isEmpty() ? DEFAULT_PORT : port(port, mayShow));
    }

    private static int port(String text, boolean mayShow) {
        int port = 0;
        if (text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            port = Integer.parseInt(text);
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("the url's port is not a number from 1 to 65535"
                    + (mayShow ? ": " + text : "; percent-encode special characters of a password, / is %2F"));
        }
        return port;
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

    /** Whether what is sent to any of the hosts stays on this machine. */
    public boolean isLocal() {
        return hosts.stream().allMatch(Host::isLocal);
    }

    /** The address without user and password. */
    @Override
    public String toString() {
        String addresses = hosts.stream().map(Host::toString).collect(Collectors.joining(","));
        return "postgresql://" + addresses + (database == null ? "" : "/" + database);
    }

    private static final class Parameters {

        private @Nullable String applicationName;
        private Duration connectTimeout = DEFAULT_CONNECT_TIMEOUT;
        private @Nullable Boolean primaryOnly;

        static Parameters parse(String query) {
            Parameters parameters = new Parameters();
            Set<String> seen = new HashSet<>();
            for (String parameter : query.split("&", -1)) {
                if (!parameter.isEmpty()) {
                    int equals = parameter.indexOf('=');
                    String name = equals < 0 ? parameter : parameter.substring(0, equals);
                    if (!PARAMETER_NAME.matcher(name).matches()) {
                        throw new IllegalArgumentException("the url has a malformed parameter; allowed are"
                                + " application_name, connect_timeout, target_session_attrs");
                    }
                    if (!seen.add(name)) {
                        throw new IllegalArgumentException("the url has the parameter " + name + " twice");
                    }
                    parameters.set(name, decode(equals < 0 ? "" : parameter.substring(equals + 1), name));
                }
            }
            return parameters;
        }

        private void set(String name, String value) {
            switch (name) {
                case "application_name", "ApplicationName" -> applicationName = emptyToNull(value);
                case "connect_timeout", "connectTimeout" -> connectTimeout = seconds(name, value);
                case "target_session_attrs", "targetServerType" ->
                    primaryOnly = switch (value) {
                        case "any" -> false;
                        case "primary", "read-write" -> true;
                        default ->
                            throw new IllegalArgumentException("the url's parameter " + name + " is any or primary");
                    };
                default -> throw notAllowed(name);
            }
        }

        private static Duration seconds(String name, String value) {
            if (value.isEmpty() || value.length() > 4 || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
                throw new IllegalArgumentException(
                        "the url's parameter " + name + " is a number of seconds up to 9999");
            }
            return Duration.ofSeconds(Integer.parseInt(value));
        }

        private static IllegalArgumentException notAllowed(String name) {
            String key = KEYS.get(name);
            return new IllegalArgumentException("the parameter " + name + " may not stand in the url: "
                    + (key == null
                            ? "allowed are application_name, connect_timeout, target_session_attrs"
                            : "write " + key));
        }
    }
}
