package dev.leat.sink.redis;

import dev.leat.api.Finding.Severity;

/** The codes of this plugin's findings; severity and reason stand in {@code docs/reference/findings.md} in these very words. */
enum RedisFinding {
    CONNECTION(
            "redis-connection",
            Severity.ERROR,
            "Nothing can be written: a run would stop within connect-timeout, and the other checks of it could not be made."),
    PERMISSION(
            "redis-permission",
            Severity.ERROR,
            "The server would refuse a command that writes or seeds, in the middle of a run."),
    TLS(
            "redis-tls",
            Severity.WARNING,
            "Whoever can put a machine in between reads the rows and the password, or answers in the server's place."),
    CLUSTER("redis-cluster", Severity.ERROR, "Keys of one batch lie on several nodes, which would refuse most of it."),
    VERSION("redis-version", Severity.ERROR, "The server would refuse a command that this mode is made of."),
    REPLICA("redis-replica", Severity.ERROR, "Every write would be refused."),
    EVICTION(
            "redis-eviction",
            Severity.WARNING,
            "A row that was evicted is missing until it changes again, and without its seed state a table is seeded anew."),
    PERSISTENCE(
            "redis-persistence",
            Severity.INFO,
            "What Leat took for written and confirmed to the source is gone after a crash of Redis until it is seeded anew.");

    private final String code;
    private final Severity severity;
    private final String why;

    RedisFinding(String code, Severity severity, String why) {
        this.code = code;
        this.severity = severity;
        this.why = why;
    }

    String code() {
        return code;
    }

    Severity severity() {
        return severity;
    }

    String why() {
        return why;
    }
}
