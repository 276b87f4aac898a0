package dev.leat.benchmarks.endtoend;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.jar.JarFile;

/** Debezium has a fork of the library mysql-binlog-connector-java, with the same names of classes: what comes first is used. */
final class PeerClassPath {
    private static final String LIBRARY = "mysql-binlog-connector-java-";

    private PeerClassPath() {}

    /** The class path of this process behind the library of this group, such as {@code io.debezium}. */
    static String beginningWithLibraryOf(String group) {
        String classPath = System.getProperty("java.class.path");
        File library = Arrays.stream(classPath.split(File.pathSeparator))
                .map(File::new)
                .filter(file -> file.getName().startsWith(LIBRARY) && isOf(group, file))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no " + LIBRARY + " of " + group + " in the class path"));
        return library + File.pathSeparator + classPath;
    }

    private static boolean isOf(String group, File file) {
        try (JarFile jar = new JarFile(file)) {
            return jar.stream().anyMatch(entry -> entry.getName().startsWith("META-INF/maven/" + group + "/"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
