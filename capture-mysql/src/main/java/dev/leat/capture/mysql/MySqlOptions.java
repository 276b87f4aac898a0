package dev.leat.capture.mysql;

import dev.leat.api.plugin.Option;
import dev.leat.api.plugin.OptionType;
import dev.leat.api.plugin.Options;
import dev.leat.capture.mysql.session.Login;
import dev.leat.capture.mysql.session.MySqlUrl;
import dev.leat.capture.mysql.session.Secret;
import dev.leat.capture.mysql.session.Tls;
import dev.leat.capture.mysql.value.ZeroDates;
import dev.leat.capture.mysql.wire.ReplicaId;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The options of type {@code mysql}.
 *
 * @param login where to connect, and as whom
 * @param replica how a dump introduces itself
 * @param zeroDates what becomes of a date that is none
 * @param acceptsCascades whether rows that foreign keys change without being logged may differ in the targets
 */
record MySqlOptions(Login login, ReplicaId replica, ZeroDates zeroDates, boolean acceptsCascades) {
    private static final String SERVER_ID = "server-id";
    private static final long RANDOM_ID = 0;
    private static final String ZERO_DATES = "zero-dates";
    private static final String CASCADES = "cascades";
    private static final String ACCEPT = "accept";
    private static final String STOP = "stop";

    static List<Option> declared() {
        return List.of(
                Option.required(
                        "url",
                        OptionType.TEXT,
                        "mysql://host:3306/database; mariadb:, jdbc:mysql: and jdbc:mariadb: are accepted too."),
                Option.optional(
                        "user",
                        OptionType.TEXT,
                        "The account that connects; needs REPLICATION SLAVE, REPLICATION CLIENT and SELECT."),
                Option.secret("password", "The account's password."),
                Option.choice(
                        "tls.mode",
                        List.of("disable", "prefer", "require", "verify-ca", "verify-full"),
                        null,
                        "How the connection is protected; prefer on this machine, else verify-full."),
                Option.optional(
                        "tls.ca", OptionType.PATH, "PEM file of the authorities to trust; the JVM's without it."),
                Option.optional("tls.cert", OptionType.PATH, "PEM file of the client's certificate."),
                Option.optional("tls.key", OptionType.PATH, "PEM file (PKCS-8) of the client's key."),
                Option.withDefault(
                        SERVER_ID,
                        OptionType.INTEGER,
                        Long.toString(RANDOM_ID),
                        "The id that reads the log, unlike that of every server and replica, 1 to 4294967295; 0: a random one from 3758096384 on."),
                Option.choice(
                        ZERO_DATES,
                        List.of("null", "text", "error"),
                        "null",
                        "What becomes of dates such as 0000-00-00: null, the server's text, or the pipeline stops."),
                Option.choice(
                        CASCADES,
                        List.of(STOP, ACCEPT),
                        STOP,
                        "Where the server does not log what ON DELETE or ON UPDATE changes in other tables: stop refuses tables with such"
                                + " foreign keys, accept lets these rows differ."));
    }

    static MySqlOptions read(Options options) {
        Login login;
        try {
            login = Login.of(
                    MySqlUrl.parse(options.text("url")),
                    options.findText("user").orElse(null),
                    options.findText("password").map(Secret::new).orElse(null),
                    tls(options));
        } catch (IllegalArgumentException malformed) {
            throw options.invalid("url", String.valueOf(malformed.getMessage()));
        }
        if (login.url().database() == null) {
            throw options.invalid("url", "no database given: write mysql://host:3306/DATABASE");
        }
        return new MySqlOptions(
                login,
                replica(options),
                ZeroDates.valueOf(options.text(ZERO_DATES).toUpperCase(Locale.ROOT)),
                options.text(CASCADES).equals(ACCEPT));
    }

    /** The schema of tables that go by their bare names. */
    String database() {
        String database = login.url().database();
        if (database == null) {
            throw new IllegalStateException("read() has refused a url without a database");
        }
        return database;
    }

    private static ReplicaId replica(Options options) {
        long id = options.integer(SERVER_ID);
        try {
            return id == RANDOM_ID ? ReplicaId.random(new SecureRandom()) : ReplicaId.of(id);
        } catch (IllegalArgumentException outside) {
            throw options.invalid(SERVER_ID, String.valueOf(outside.getMessage()));
        }
    }

    /** Null: the default, which depends on the host. Whoever names a file wants it used. */
    private static @Nullable Tls tls(Options options) {
        Path ca = options.findPath("tls.ca").orElse(null);
        Path cert = options.findPath("tls.cert").orElse(null);
        Path key = options.findPath("tls.key").orElse(null);
        Optional<Tls.Mode> mode = options.findText("tls.mode").map(Tls.Mode::of);
        if (mode.isEmpty() && ca == null && cert == null && key == null) {
            return null;
        }
        return new Tls(mode.orElse(Tls.Mode.VERIFY_FULL), ca, cert, key);
    }
}
