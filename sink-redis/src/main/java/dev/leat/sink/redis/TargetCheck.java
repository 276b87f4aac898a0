package dev.leat.sink.redis;

import dev.leat.api.CdcException;
import dev.leat.api.Finding;
import dev.leat.api.Finding.Severity;
import java.util.ArrayList;
import java.util.List;

/** What {@code leat check} says about the target. Changes nothing there. */
final class TargetCheck {
    static final String ROLE = "check";

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
            add("redis-connection", Severity.ERROR, e, "");
            return findings;
        }
        try {
            checkServer(ServerFacts.read(connection));
            permissions.require(connection);
        } catch (CdcException e) {
            add("redis-permission", Severity.ERROR, e, permissions.grant());
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
            add("redis-tls", Severity.WARNING, what + " (tls.mode " + mode.text() + ")", "tls: {mode: verify-full}");
        }
    }

    private void checkServer(ServerFacts facts) {
        if (facts.isCluster()) {
            add("redis-cluster", Severity.ERROR, ReplyErrors.cluster("it"), "");
        }
        facts.lacks(form).ifPresent(lack -> add("redis-version", Severity.ERROR, "it " + lack, ""));
        if (facts.isReplica()) {
            add("redis-replica", Severity.ERROR, "it is a replica and takes no writes", "REPLICAOF NO ONE");
        }
        String policy = facts.evictionPolicy();
        if (!policy.isEmpty() && !policy.equals("noeviction")) {
            add(
                    "redis-eviction",
                    Severity.WARNING,
                    "maxmemory-policy is " + policy + ": at maxmemory Redis drops rows and seed states by itself",
                    "CONFIG SET maxmemory-policy noeviction");
        }
        if (facts.keepsNoLog()) {
            add(
                    "redis-persistence",
                    Severity.INFO,
                    "the append-only file is off: what was written since the last snapshot is lost when Redis ends, and the"
                            + " tables may have to be seeded anew",
                    "CONFIG SET appendonly yes");
        }
    }

    private void add(String code, Severity severity, CdcException failure, String remedy) {
        add(code, severity, String.valueOf(failure.getMessage()), remedy);
    }

    private void add(String code, Severity severity, String message, String remedy) {
        findings.add(new Finding(code, severity, "Redis at " + endpoint, message, remedy));
    }
}
