package dev.leat.testkit.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Real MySQL, of the version that Debian's {@value #SUITE} has: unpacked once into the binary cache from Debian's packages, on
 * any Debian-family machine, and run through its own C library. Which packages those were stands in the entry's file
 * {@code packages} and is printed when it is made.
 *
 * <p>Elsewhere {@link #shared()} may be the server that the environment variable {@value #ADDRESS} names, as {@code
 * mysql://root:password@host:3306}, whose binary log is on and whose role has every right.
 */
public final class MySqlServer {
    /** The environment variable with the address of a server that runs already. */
    public static final String ADDRESS = "LEAT_TEST_MYSQL";

    private static final String SUITE = "sid";

    private static final String SCRIPT = "mysql-packages.sh";

    /** Statements of an init file stand on a line each. */
    private static final String ROLES = """
            CREATE USER 'root'@'%' IDENTIFIED WITH caching_sha2_password BY '{password}';
            GRANT ALL ON *.* TO 'root'@'%' WITH GRANT OPTION;
            ALTER USER 'root'@'localhost' IDENTIFIED WITH caching_sha2_password BY '{password}';
            CREATE USER 'leat'@'%' IDENTIFIED WITH caching_sha2_password BY '{password}';
            GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO 'leat'@'%';
            """.replace("{password}", MysqldProgram.PASSWORD);

    /** Small files, and nothing that only a power cut would need: the same for the template and its copies. */
    private static final Map<String, String> SMALL = Map.of(
            "innodb_redo_log_capacity", "64M",
            "innodb_buffer_pool_size", "64M",
            "innodb_autoextend_increment", "1",
            "innodb_doublewrite", "OFF");

    private static @Nullable BinlogServer shared;

    private MySqlServer() {}

    /** The server that all tests of this JVM share; started by the first call, closed when the JVM ends. */
    public static synchronized BinlogServer shared() {
        if (shared == null) {
            String address = System.getenv(ADDRESS);
            shared = address == null ? builder().start() : BinlogServer.external(address);
        }
        return shared;
    }

    /** A private server. */
    public static BinlogServer.Builder builder() {
        return new BinlogServer.Builder(MySqlServer::program);
    }

    static MysqldProgram program(BinaryCache cache) {
        Path root = cache.folderOf("mysql-" + SUITE, MySqlServer::provision);
        String version = read(root.resolve("version")).strip();
        List<String> command = command(root);
        Map<String, String> settings = settings(root);
        Path template = cache.folderOf(
                "mysql-" + version + "-data-" + Integer.toHexString(ROLES.hashCode()),
                folder -> initialize(command, settings, folder));
        return new MysqldProgram("MySQL " + version, command, settings, Map.entry("tls_version", ""), template);
    }

    private static void provision(Path folder) throws IOException {
        Path log = Files.createTempFile("leat-mysql-packages-", ".log");
        Path script = Files.createTempFile("leat-mysql-packages-", ".sh");
        try {
            try (InputStream resource = MySqlServer.class.getResourceAsStream(SCRIPT)) {
                if (resource == null) {
                    throw new IllegalStateException("no resource " + SCRIPT);
                }
                Files.write(script, resource.readAllBytes());
            }
            Provisioning.run(List.of("bash", script.toString(), folder.toString(), SUITE), folder, log);
            System.err.println("MySQL was made of "
                    + read(folder.resolve("packages")).strip().replace("\n", ", "));
        } finally {
            Files.delete(script);
            Files.delete(log);
        }
    }

    /** Through the loader of its own C library. */
    private static List<String> command(Path root) {
        Path loader = only(root, "ld-linux-");
        Path library = only(root, "libc.so.6");
        return List.of(
                loader.toString(),
                "--library-path",
                library.getParent() + ":" + root.resolve("usr/lib/mysql/private"),
                root.resolve("usr/sbin/mysqld").toString());
    }

    private static Path only(Path root, String prefix) {
        try (Stream<Path> files = Files.walk(root.resolve("usr/lib"))) {
            return files.filter(file -> Files.isRegularFile(file)
                            && String.valueOf(file.getFileName()).startsWith(prefix))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no " + prefix + " in " + root));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look into " + root, e);
        }
    }

    private static Map<String, String> settings(Path root) {
        Path share = root.resolve("usr/share/mysql");
        Map<String, String> settings = new LinkedHashMap<>(SMALL);
        settings.put("basedir", root.resolve("usr").toString());
        settings.put("plugin_dir", root.resolve("usr/lib/mysql/plugin").toString());
        settings.put("lc_messages_dir", share.toString());
        settings.put("character_sets_dir", share.resolve("charsets").toString());
        settings.put("secure_file_priv", "");
        settings.put("mysqlx", "OFF");
        settings.put("performance_schema", "OFF");
        settings.put("binlog_row_metadata", "FULL");
        settings.put("gtid_mode", "ON");
        settings.put("enforce_gtid_consistency", "ON");
        settings.put("innodb_flush_log_at_trx_commit", "2");
        return settings;
    }

    /** About three seconds, most of it for the keys that a client asks for when it sends a password without TLS. */
    private static void initialize(List<String> command, Map<String, String> settings, Path folder) throws IOException {
        Path work = Files.createTempDirectory("leat-mysql-initialize-");
        try {
            Map<String, String> all = new LinkedHashMap<>(settings);
            all.put("datadir", folder.toString());
            all.put(
                    "init_file",
                    Files.writeString(work.resolve("init.sql"), ROLES).toString());
            all.put("skip_log_bin", "ON");
            all.putAll(Superuser.setting());
            ServerProcess.run(
                    Stream.concat(
                                    command.stream(),
                                    Stream.of(OptionFile.write(work.resolve("my.cnf"), all), "--initialize-insecure"))
                            .toList(),
                    work,
                    work.resolve("initialize.log"));
            // every copy shall be a server of its own
            Files.delete(folder.resolve("auto.cnf"));
        } finally {
            Folders.delete(work);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
