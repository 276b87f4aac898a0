package dev.leat.sink.redis;

import dev.leat.api.sink.Sink;
import dev.leat.testkit.server.RedisServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import redis.clients.jedis.Protocol;

/** A Redis as the contract suites want it: with a user of the sink's own, whose password can be changed. */
final class ContractTarget implements AutoCloseable {
    private static final String USER = "leat";
    private static final String PASSWORD = "s3cret-word";

    private final RedisServer server = RedisServer.builder().start();
    private final Target target = new Target(server);

    void reset() {
        target.reset();
        target.redis().aclSetUser(USER, "reset", "on", ">" + PASSWORD, "~*", "&*", "+@all");
    }

    Target target() {
        return target;
    }

    RedisServer server() {
        return server;
    }

    Sink sink(String mode) {
        return sink(mode, server.port());
    }

    Sink sink(String mode, int port, String... options) {
        List<String> all = new ArrayList<>(List.of("mode", mode, "user", USER, "password", PASSWORD));
        all.addAll(List.of(options));
        return target.sinkAt(server.url(port), all.toArray(String[]::new));
    }

    void expirePassword() {
        target.redis().aclSetUser(USER, "resetpass", ">another");
        target.redis().sendCommand(Protocol.Command.CLIENT, "KILL", "USER", USER);
    }

    void renewPassword() {
        target.redis().aclSetUser(USER, "resetpass", ">" + PASSWORD);
    }

    Set<String> secrets() {
        return Set.of("canary", PASSWORD);
    }

    /** The key texts below a prefix of keys. */
    Set<String> keysBelow(String prefix) {
        Set<String> keys = new TreeSet<>();
        for (String key : target.keys()) {
            if (key.startsWith(prefix)) {
                keys.add(key.substring(prefix.length()));
            }
        }
        return keys;
    }

    @Override
    public void close() {
        target.close();
    }
}
