package dev.leat.cli;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where the unpacked distribution is: as {@code bin/leat} says, else the folder above the one of this class's jar. */
final class Distribution {
    private Distribution() {}

    /** The folder of the plugins; null when this class does not come from a distribution. */
    static @Nullable Path plugins() {
        Path home = home();
        return home == null ? null : home.resolve("plugins");
    }

    static @Nullable Path home() {
        String told = System.getProperty("leat.home");
        if (told != null) {
            return Path.of(told);
        }
        CodeSource source = Distribution.class.getProtectionDomain().getCodeSource();
        try {
            Path lib = source == null
                    ? null
                    : Path.of(source.getLocation().toURI()).getParent();
            return lib == null ? null : lib.getParent();
        } catch (URISyntaxException e) {
            return null;
        }
    }

    /** The version of this build. */
    static String version() {
        return Objects.requireNonNullElse(Distribution.class.getPackage().getImplementationVersion(), "(not packaged)");
    }
}
