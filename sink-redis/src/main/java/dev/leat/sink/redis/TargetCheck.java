package dev.leat.sink.redis;

import dev.leat.api.CdcException;
import dev.leat.api.Finding;
import java.util.ArrayList;
import java.util.List;

/** What {@code leat check} says about the target. Changes nothing there. */
final class TargetCheck {
    static final String ROLE = "check";

    private static final String REACH =
            "see that the server runs, and correct url, user, password or tls of the sink: redis-cli -u URL PING";

    private final Endpoint endpoint;
    private final ChangeForm form;
    private final Connections connections;
    private final Permissions permissions;
    private final List<Finding> findings = new ArrayList<>();

    TargetCheck(Endpoint endpoint, ChangeForm form, Connections connections, Permissions permissions) {
        this.endpoint = endpoint;
        this.form = form;
        this.connections = connections;
        this.permissions = permissions;
    }

    List<Finding> findings() {
        checkTls();
        RedisConnection connection;
        try {
            connection = connections.open(ROLE);
        } catch (CdcException e) {
            add(RedisFinding.CONNECTION, e, REACH);
            return findings;
        }
        try {
            checkServer(ServerFacts.read(connection));
            permissions.require(connection);
        } catch (CdcException e) {
            add(RedisFinding.PERMISSION, e, permissions.grant());
        } finally {
            connections.close(connection);
        }
        return findings;
    }

    private void checkTls() {
        TlsMode mode = endpoint.tls().mode();
        if (mode != TlsMode.VERIFY_FULL && !endpoint.isLoopback()) {
            String what = mode == TlsMode.DISABLE
                    ? "rows and password travel in clear text to another machine"
                    : "it is not checked that the server is the one that is meant";
            add(RedisFinding.TLS, what + " (tls.mode " + mode.text() + ")", "tls: {mode: verify-full}");
        }
    }

    private void checkServer(ServerFacts facts) {
        if (facts.isCluster()) {
            add(RedisFinding.CLUSTER, ReplyErrors.cluster("it"), "name the `url` of a server with cluster-enabled no");
        }
        facts.lacks(form)
                .ifPresent(lack -> add(RedisFinding.VERSION, "it " + lack, "upgrade Redis, or choose another `mode`"));
        if (facts.isReplica()) {
            add(RedisFinding.REPLICA, "it is a replica and takes no writes", "REPLICAOF NO ONE");
        }
        String policy = facts.evictionPolicy();
        if (!policy.isEmpty() && !policy.equals("noeviction")) {
            add(
                    RedisFinding.EVICTION,
                    "maxmemory-policy is " + policy + ": at maxmemory Redis drops rows and seed states by itself",
                    "CONFIG SET maxmemory-policy noeviction");
        }
        if (facts.keepsNoLog()) {
            add(
                    RedisFinding.PERSISTENCE,
                    "the append-only file is off: what was written since the last snapshot is lost when Redis ends, and the"
                            + " tables may have to be seeded anew",
                    "CONFIG SET appendonly yes");
        }
    }

    private void add(RedisFinding finding, CdcException failure, String remedy) {
        add(finding, String.valueOf(failure.getMessage()), remedy);
    }

    private void add(RedisFinding finding, String message, String remedy) {
        findings.add(new Finding(
                finding.code(), finding.severity(), "Redis at " + endpoint, message, finding.why(), remedy));
    }
}
