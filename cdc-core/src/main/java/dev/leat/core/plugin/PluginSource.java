package dev.leat.core.plugin;

import dev.leat.api.ApiVersion;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * One jar of the plugins folder, or one folder in it with the plugin's jar and its libraries.
 *
 * @param path the jar or folder
 * @param jars what its class loader loads from, by name
 */
record PluginSource(Path path, List<Path> jars) {
    PluginSource {
        jars = List.copyOf(jars);
    }

    /** What the plugins folder holds: jars and folders, by name; hidden ones and other files are left alone. */
    static List<PluginSource> in(Path plugins) throws IOException {
        List<PluginSource> sources = new ArrayList<>();
        for (Path entry : children(plugins)) {
            if (Files.isDirectory(entry)) {
                sources.add(new PluginSource(
                        entry,
                        children(entry).stream().filter(PluginSource::isJar).toList()));
            } else if (isJar(entry)) {
                sources.add(new PluginSource(entry, List.of(entry)));
            }
        }
        return sources;
    }

    /** Why it must not be loaded; empty when it may. */
    Optional<String> refusal() {
        List<Path> paths = new ArrayList<>(jars);
        paths.add(path);
        for (Path checked : paths) {
            if (isWorldWritable(checked)) {
                return Optional.of(worldWritable(checked));
            }
        }
        for (Path jar : jars) {
            Optional<String> refusal = versionRefusal(jar);
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return Optional.empty();
    }

    List<URL> urls() {
        List<URL> urls = new ArrayList<>();
        for (Path jar : jars) {
            try {
                urls.add(jar.toUri().toURL());
            } catch (MalformedURLException e) {
                throw new IllegalStateException("a file has a URL", e);
            }
        }
        return urls;
    }

    static String worldWritable(Path path) {
        return path + " can be written by every user, who could run code here; run: chmod o-w '" + path + "'";
    }

    /** File systems without such permissions have no such files. */
    static boolean isWorldWritable(Path path) {
        try {
            return Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_WRITE);
        } catch (UnsupportedOperationException | IOException e) {
            return false;
        }
    }

    private static Optional<String> versionRefusal(Path jar) {
        try (JarFile file = new JarFile(jar.toFile())) {
            Manifest manifest = file.getManifest();
            Attributes attributes = manifest == null ? new Attributes() : manifest.getMainAttributes();
            String version = attributes.getValue(ApiVersion.MANIFEST_ATTRIBUTE);
            if (version == null || version.strip().equals(String.valueOf(ApiVersion.MAJOR))) {
                return Optional.empty();
            }
            return Optional.of(jar + " was built for plugin API " + version.strip() + ", this is plugin API "
                    + ApiVersion.MAJOR + "; take the plugin's release for this version");
        } catch (IOException e) {
            return Optional.of(jar + " is not a readable jar; copy it again or remove it");
        }
    }

    private static List<Path> children(Path folder) throws IOException {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (!Files.isHidden(entry)) {
                    children.add(entry);
                }
            }
        }
        children.sort(null);
        return children;
    }

    private static boolean isJar(Path path) {
        return String.valueOf(path.getFileName()).endsWith(".jar") && Files.isRegularFile(path);
    }
}
