package dev.leat.capture.postgres.session;

import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Where to connect, as whom and how: everything a connection is opened with.
 *
 * @param password null: looked for in the password file
 */
public record Login(PostgresUrl url, String user, @Nullable Secret password, Tls tls, PasswordFile passwordFile) {

    /** Leat needs what came with this version. */
    private static final String MIN_SERVER_VERSION = "14";

    /**
     * Puts the URL and the keys beside it together.
     *
     * @param user null: the URL's
     * @param password null: the URL's; if that has none either, the password file is looked into
     * @param tls null: {@code prefer} if every host is this machine, else {@code verify-full}
     * @throws IllegalArgumentException if a value is missing or given twice
     */
    public static Login of(PostgresUrl url, @Nullable String user, @Nullable Secret password, @Nullable Tls tls) {
        if (user != null && url.user() != null) {
            throw new IllegalArgumentException("the user stands in the url and under user: write it once");
        }
        if (password != null && url.password() != null) {
            throw new IllegalArgumentException("the password stands in the url and under password: write it once");
        }
        String name = user == null ? url.user() : user;
        if (name == null) {
            throw new IllegalArgumentException("no user given: write user: NAME, or postgresql://NAME@...");
        }
        return new Login(
                url,
                name,
                password == null ? url.password() : password,
                tls == null ? defaultTls(url) : tls,
                PasswordFile.ofUser());
    }

    private static Tls defaultTls(PostgresUrl url) {
        return new Tls(url.isLocal() ? Tls.Mode.PREFER : Tls.Mode.VERIFY_FULL);
    }

    public String database() {
        String database = url.database();
        return database == null ? user : database;
    }

    /** For {@code org.postgresql.Driver.connect}; has the address only. */
    String jdbcUrl(Host host) {
        return "jdbc:postgresql://" + host + "/";
    }

    /** For {@code org.postgresql.Driver.connect}; empty where there is none, so that the driver does not look for one. */
    String passwordFor(Host host) {
        return Optional.ofNullable(password)
                .or(() -> passwordFile.find(host, database(), user))
                .map(Secret::reveal)
                .orElse("");
    }

    /** Why a password that may have been meant was not found, and what to do. */
    public Optional<String> passwordRefusal() {
        return password == null ? passwordFile.refusal() : Optional.empty();
    }

    /**
     * For {@code org.postgresql.Driver.connect}, but for the password. Looks into the file of {@code tls.key}.
     *
     * @param applicationName shown in {@code pg_stat_activity} unless the URL names another
     * @throws dev.leat.api.CdcException SETUP if the key cannot be used
     */
    public Properties properties(String applicationName) {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("PGDBNAME", database());
        properties.setProperty("ApplicationName", applicationName(applicationName));
        long connectSeconds = url.connectTimeout().toSeconds();
        properties.setProperty("connectTimeout", Long.toString(connectSeconds));
        // bounds authentication and the driver's first queries as well
        properties.setProperty("loginTimeout", Long.toString(connectSeconds * 2));
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("assumeMinServerVersion", MIN_SERVER_VERSION);
        properties.setProperty("gssEncMode", "disable");
        // details quote row values
        properties.setProperty("logServerErrorDetail", "false");
        properties.setProperty("sslmode", tls.mode().text());
        if (trustsTheJvm()) {
            properties.setProperty("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
        } else {
            // empty: no key of whoever runs the process is offered unasked
            properties.setProperty(
                    "sslcert", tls.cert() == null ? "" : tls.cert().toString());
            properties.setProperty("sslkey", tls.key() == null ? "" : tls.key().toString());
            if (tls.key() != null) {
                KeyFile.findAlgorithm(tls.key()).ifPresent(name -> properties.setProperty("pemKeyAlgorithm", name));
            }
            if (tls.ca() != null) {
                properties.setProperty("sslrootcert", tls.ca().toString());
            }
        }
        return properties;
    }

    /** The one of the URL, or else this. */
    public String applicationName(String otherwise) {
        String own = url.applicationName();
        return own == null ? otherwise : own;
    }

    /** Whether the server's certificate is checked against the authorities that the JVM trusts. */
    public boolean trustsTheJvm() {
        return tls.mode().verifies() && tls.ca() == null;
    }

    @Override
    public String toString() {
        return user + " at " + url;
    }
}
