package dev.leat.cli;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.core.config.PipelineDefinition;
import dev.leat.core.config.PipelineLoader;
import dev.leat.core.config.StarterFile;
import dev.leat.core.plugin.PluginCatalog;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The URL of a source on the command line. Shows no password. */
final class SourceAddress {
    private static final Path PLACE = Path.of("command line");
    private static final String VARIABLE = "LEAT_SOURCE_URL";

    /** Scheme, user, password, hosts, database, parameters. */
    private static final Pattern FORM =
            Pattern.compile("((?:jdbc:)?[a-z]+)://(?:([^:@/]*)(?::([^@/]*))?@)?([^/?@]*)(?:/([^?@]*))?(\\?[^@]*)?");

    private final String url;
    private final Matcher parts;

    private SourceAddress(String url, Matcher parts) {
        this.url = url;
        this.parts = parts;
    }

    /**
     * Takes it apart.
     *
     * @throws CdcException CONFIG when it is no URL
     */
    static SourceAddress parse(String url) {
        Matcher parts = FORM.matcher(url);
        if (!parts.matches()) {
            throw new CdcException(
                    ErrorKind.CONFIG,
                    "the address is no URL of a database; write it like postgresql://localhost:5432/shop or"
                            + " mysql://localhost:3306/shop, with special characters of user and password percent-encoded");
        }
        return new SourceAddress(url, parts);
    }

    boolean hasPassword() {
        return parts.group(3) != null;
    }

    String withoutPassword() {
        return hasPassword() ? url.substring(0, parts.start(3) - 1) + url.substring(parts.end(3)) : url;
    }

    /** The database's name as it stands there, or the user's, which is its default. */
    String database() {
        String database = parts.group(5);
        if (database != null && !database.isEmpty()) {
            return database;
        }
        return parts.group(2) == null ? "" : parts.group(2);
    }

    /**
     * A pipeline that reads from there.
     *
     * @param tables names or patterns as in a file; none: those of the default schema
     * @throws CdcException CONFIG when no capture reads such a source
     */
    PipelineDefinition pipeline(PluginCatalog plugins, Map<String, String> environment, List<String> tables) {
        String type = plugins.captureFor(url)
                .orElseThrow(() -> new CdcException(
                        ErrorKind.CONFIG,
                        "no capture is installed for " + parts.group(1) + "://; installed: "
                                + String.join(", ", plugins.captures().keySet())));
        Map<String, String> known = new HashMap<>(environment);
        known.put(VARIABLE, url);
        return new PipelineLoader(plugins.declaredOptions(), known)
                .loadText(PLACE, StarterFile.toRead(type, "${env:" + VARIABLE + "}", tables));
    }

    @Override
    public String toString() {
        return withoutPassword();
    }
}
