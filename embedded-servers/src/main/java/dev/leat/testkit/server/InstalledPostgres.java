package dev.leat.testkit.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL as it is installed on this machine, for what the programs of the class path don't bring: extensions of others.
 *
 * @param programs the folder with {@code postgres}, {@code initdb} and {@code pg_config}
 * @param major the major version, such as 15
 */
public record InstalledPostgres(Path programs, int major) {
    /** Names the folder with the programs; the newest that Debian has installed unless set. */
    public static final String VARIABLE = "LEAT_TEST_POSTGRES_BIN";

    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+)");

    /** The newest one that has this extension; empty when there is none. */
    public static Optional<InstalledPostgres> withExtension(String extension) {
        return candidates(System.getenv(VARIABLE)).stream()
                .filter(programs -> hasExtension(programs, extension))
                .map(programs -> new InstalledPostgres(programs, majorOf(programs)))
                .max(Comparator.comparingInt(InstalledPostgres::major));
    }

    private static List<Path> candidates(@Nullable String named) {
        if (named != null) {
            return List.of(Path.of(named));
        }
        if (!Files.isDirectory(DEBIAN)) {
            return List.of();
        }
        try (Stream<Path> versions = Files.list(DEBIAN)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(programs -> Files.isExecutable(programs.resolve("postgres")))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + DEBIAN, e);
        }
    }

    private static boolean hasExtension(Path programs, String extension) {
        Path config = programs.resolve("pg_config");
        return Files.isExecutable(config)
                && Files.exists(Path.of(output(config, "--sharedir"), "extension", extension + ".control"));
    }

    private static int majorOf(Path programs) {
        String version = output(programs.resolve("postgres"), "--version");
        Matcher found = VERSION.matcher(version);
        if (!found.find()) {
            throw new IllegalStateException(programs + " has a PostgreSQL that says " + version);
        }
        return Integer.parseInt(found.group(1));
    }

    private static String output(Path program, String option) {
        try {
            Process process = new ProcessBuilder(program.toString(), option).start();
            process.getOutputStream().close();
            return new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + program, e);
        }
    }
}
