package dev.leat.testkit.server.search;

import dev.leat.testkit.server.UnavailableServer;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;

/**
 * A Java that a server runs on.
 *
 * @param major its version, such as 21
 */
record JavaHome(Path path, int major) {
    private static final Path INSTALLED = Path.of("/usr/lib/jvm");

    /** The one that runs this if it is new enough, else the newest of {@code JAVA_HOME} and {@code /usr/lib/jvm}. */
    static JavaHome atLeast(int oldest) {
        JavaHome own = new JavaHome(
                Path.of(System.getProperty("java.home")), Runtime.version().feature());
        if (own.major >= oldest) {
            return own;
        }
        return candidates().stream()
                .map(path -> new JavaHome(path, majorOf(path)))
                .max(Comparator.comparingInt(JavaHome::major))
                .filter(newest -> newest.major >= oldest)
                .orElseThrow(() -> UnavailableServer.because(
                        "no Java " + oldest + " or later in JAVA_HOME or " + INSTALLED, null));
    }

    /** The program. */
    Path program() {
        return path.resolve("bin").resolve("java");
    }

    private static List<Path> candidates() {
        List<Path> found = new ArrayList<>();
        String home = System.getenv("JAVA_HOME");
        if (home != null) {
            found.add(Path.of(home));
        }
        try (DirectoryStream<Path> installed = Files.newDirectoryStream(INSTALLED)) {
            installed.forEach(found::add);
        } catch (IOException e) { // nothing is installed there
            return found;
        }
        return found;
    }

    /** From the file that every JDK has; 0 when there is none. */
    private static int majorOf(Path home) {
        Properties release = new Properties();
        try (Reader reader = Files.newBufferedReader(home.resolve("release"))) {
            release.load(reader);
            String version = release.getProperty("JAVA_VERSION", "").replace("\"", "");
            return Runtime.Version.parse(version).feature();
        } catch (IOException | IllegalArgumentException e) { // not a JDK, or one with versions of its own
            return 0;
        }
    }
}
