package dev.leat.capture.postgres;

import dev.leat.api.plugin.Option;
import dev.leat.api.plugin.OptionType;
import dev.leat.api.plugin.Options;
import dev.leat.capture.postgres.session.Login;
import dev.leat.capture.postgres.session.PostgresUrl;
import dev.leat.capture.postgres.session.Secret;
import dev.leat.capture.postgres.session.Tls;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The options of type {@code postgres}.
 *
 * @param login where to connect, and as whom
 * @param slot the slot's name
 * @param publication the publication's name
 * @param ownsPublication whether the publication has its default name, so that it may be created and altered
 * @param slotWait how long to wait for a slot that is in use
 * @param readNap how long the reader waits for more while little arrives at a time
 * @param keepsRemovedRows whether rows that go with their partition stay in the targets
 * @param messages which logical messages are delivered
 */
record PostgresOptions(
        Login login,
        String slot,
        String publication,
        boolean ownsPublication,
        Duration slotWait,
        Duration readNap,
        boolean keepsRemovedRows,
        MessageOptions messages) {
    private static final String REMOVED_PARTITIONS = "removed-partitions";
    private static final String RESEED = "reseed";
    private static final String KEEP = "keep";
    private static final int MAX_NAME_BYTES = 63;
    private static final Pattern SLOT_NAME = Pattern.compile("[a-z0-9_]{1,63}");

    static List<Option> declared() {
        List<Option> options = new ArrayList<>(ofConnectionAndSlot());
        options.addAll(MessageOptions.declared());
        return List.copyOf(options);
    }

    private static List<Option> ofConnectionAndSlot() {
        return List.of(
                Option.required(
                        "url",
                        OptionType.TEXT,
                        "postgresql://host:5432/database, or several as host1:5432,host2:5432 of which the first primary is"
                                + " read; jdbc:postgresql: is accepted too."),
                Option.optional("user", OptionType.TEXT, "The role that connects; needs REPLICATION and SELECT."),
                Option.secret("password", "The role's password; without it PGPASSFILE or ~/.pgpass is looked into."),
                Option.choice(
                        "tls.mode",
                        List.of("disable", "prefer", "require", "verify-ca", "verify-full"),
                        null,
                        "How the connection is protected; prefer on this machine, else verify-full."),
                Option.optional(
                        "tls.ca", OptionType.PATH, "PEM file of the authorities to trust; the JVM's without it."),
                Option.optional("tls.cert", OptionType.PATH, "PEM file of the client's certificate."),
                Option.optional("tls.key", OptionType.PATH, "PKCS-8 file of the client's key."),
                Option.optional("slot", OptionType.TEXT, "The replication slot; leat_<pipeline> without it."),
                Option.optional(
                        "publication",
                        OptionType.TEXT,
                        "A publication of yours, which is never altered; without it leat_<pipeline>, which is."),
                Option.withDefault(
                        "slot-wait", OptionType.DURATION, "30s", "How long to wait for a slot that is in use."),
                Option.withDefault(
                        "read-nap",
                        OptionType.DURATION,
                        "2ms",
                        "How long at most the reader lets changes gather while they come in small pieces; 0us: not at all."),
                Option.choice(
                        REMOVED_PARTITIONS,
                        List.of(RESEED, KEEP),
                        RESEED,
                        "What becomes of the rows of a partition that is detached, dropped or truncated by itself: reseed seeds the whole table into a"
                                + " new generation, in which they are gone; keep leaves them in the targets until a reseed."));
    }

    static PostgresOptions read(Options options, String pipeline) {
        Login login;
        try {
            login = Login.of(
                    PostgresUrl.parse(options.text("url")),
                    options.findText("user").orElse(null),
                    options.findText("password").map(Secret::new).orElse(null),
                    tls(options));
        } catch (IllegalArgumentException malformed) {
            throw options.invalid("url", String.valueOf(malformed.getMessage()));
        }
        String slot = options.findText("slot").orElse("leat_" + pipeline);
        if (!SLOT_NAME.matcher(slot).matches()) {
            throw options.invalid("slot", "a slot's name has 1 to 63 of a-z, 0-9 and _");
        }
        Optional<String> publication = options.findText("publication");
        if (publication.filter(name -> !isIdentifier(name)).isPresent()) {
            throw options.invalid("publication", "a name has 1 to 63 bytes");
        }
        return new PostgresOptions(
                login,
                slot,
                publication.orElse("leat_" + pipeline),
                publication.isEmpty(),
                options.duration("slot-wait"),
                options.duration("read-nap"),
                options.text(REMOVED_PARTITIONS).equals(KEEP),
                MessageOptions.read(options));
    }

    /** The server cuts off longer names. */
    private static boolean isIdentifier(String name) {
        int length = name.getBytes(StandardCharsets.UTF_8).length;
        return length >= 1 && length <= MAX_NAME_BYTES && name.indexOf('\0') < 0;
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
