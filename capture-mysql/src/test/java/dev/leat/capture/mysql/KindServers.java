package dev.leat.capture.mysql;

import dev.leat.testkit.server.BinlogServer;
import java.util.EnumMap;
import java.util.Map;

/** A private server of each kind, started by the first test that asks for it. */
final class KindServers implements AutoCloseable {
    private final Map<LogKind, BinlogServer> servers = new EnumMap<>(LogKind.class);

    BinlogServer of(LogKind kind) {
        return servers.computeIfAbsent(kind, LogKind::start);
    }

    @Override
    public void close() {
        servers.values().forEach(BinlogServer::close);
    }
}
