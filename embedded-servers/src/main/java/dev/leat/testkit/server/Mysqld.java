package dev.leat.testkit.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The process of a {@link BinlogServer}, its port and its folder. */
final class Mysqld {
    /** In the data folder, and named so: the path of a Unix socket must not be long. */
    private static final String SOCKET = "mysqld.sock";

    private static final int PROTOCOL_VERSION = 10;

    private final MysqldProgram program;
    private final int port;
    private final Path folder;
    private final Path data;
    private final Path log;
    private final List<String> command;
    private final @Nullable ServerCertificate certificate;
    private @Nullable ServerProcess process;
    private boolean closed;

    Mysqld(MysqldProgram program, Map<String, String> wanted, boolean tls, @Nullable String timeZone) {
        this.program = program;
        port = LoopbackPort.free();
        folder = Folders.temporary("leat-mysqld-");
        data = folder.resolve("data");
        log = folder.resolve("server.log");
        certificate = tls ? ServerCertificate.in(folder, log) : null;
        Folders.copy(program.template(), data);
        if (certificate != null) {
            trust(certificate);
        }
        String optionFile = OptionFile.write(folder.resolve("my.cnf"), settings(wanted));
        command = new ArrayList<>(List.of("env", "TZ=" + (timeZone == null ? "UTC" : timeZone)));
        command.addAll(program.command());
        command.add(optionFile);
    }

    int port() {
        return port;
    }

    Path data() {
        return data;
    }

    Path certificate() {
        if (certificate == null) {
            throw new IllegalStateException("this server was built without TLS");
        }
        return certificate.certificate();
    }

    /** What the server accepts from the next time on that it reads its certificates. */
    PostgresServer.ClientCertificate trustedClient(String name) {
        Path own = Folders.temporaryIn(folder, "client-");
        ServerCertificate made = ServerCertificate.of(name, own, log);
        trust(made);
        return new PostgresServer.ClientCertificate(made.certificate(), made.key());
    }

    private void trust(ServerCertificate trusted) {
        try {
            Files.write(
                    clients(),
                    Files.readAllBytes(trusted.certificate()),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + clients(), e);
        }
    }

    private Path clients() {
        return folder.resolve("clients.crt");
    }

    String logText() {
        try {
            return new String(Files.readAllBytes(log), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + log, e);
        }
    }

    synchronized void start() {
        if (closed || (process != null && process.isAlive())) {
            throw new IllegalStateException(closed ? "the server is closed" : "the server runs already");
        }
        try {
            // what a killed server left there would count as another one's, if its process number is in use again
            Files.deleteIfExists(data.resolve(SOCKET + ".lock"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot clear " + data, e);
        }
        ServerProcess started = ServerProcess.start(command, folder, log);
        process = started;
        started.awaitReady(this::greets);
    }

    /** The server's first packet: three bytes of length, a number, the version of the protocol. */
    private boolean greets() {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(1000);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            byte[] greeting = socket.getInputStream().readNBytes(5);
            return greeting.length == 5 && greeting[4] == PROTOCOL_VERSION;
        } catch (IOException e) { // not listening yet
            return false;
        }
    }

    synchronized void stop() {
        ServerProcess running = running();
        running.signal("TERM");
        running.awaitExit();
    }

    synchronized void kill9() {
        running().kill();
    }

    synchronized void pause() {
        running().pause();
    }

    synchronized void resume() {
        running().resume();
    }

    synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (process != null && process.isAlive()) {
            process.kill();
        }
        Folders.delete(folder);
    }

    private ServerProcess running() {
        if (process == null || !process.isAlive()) {
            throw new IllegalStateException("the server does not run");
        }
        return process;
    }

    private Map<String, String> settings(Map<String, String> wanted) {
        Map<String, String> all = new LinkedHashMap<>(program.settings());
        all.putAll(Superuser.setting());
        all.put("datadir", data.toString());
        all.put("tmpdir", Folders.temporaryIn(folder, "tmp").toString());
        all.put("port", Integer.toString(port));
        all.put("bind_address", "127.0.0.1");
        all.put("skip_name_resolve", "ON");
        all.put("socket", SOCKET);
        all.put("pid_file", folder.resolve("mysqld.pid").toString());
        all.put("server_id", "1");
        all.put("log_bin", "binlog");
        all.put("sync_binlog", "0");
        all.put("default_time_zone", "+00:00");
        all.put("max_allowed_packet", "256M");
        if (certificate == null) {
            all.put(program.withoutTls().getKey(), program.withoutTls().getValue());
        } else {
            all.put("ssl_cert", certificate.certificate().toString());
            all.put("ssl_key", certificate.key().toString());
            all.put("ssl_ca", clients().toString());
        }
        all.putAll(wanted);
        return all;
    }
}
