package dev.leat.sink.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

// S8, D11
class ReplyErrorsTest {
    private static final Endpoint ENDPOINT = new Endpoint(
            "localhost",
            6379,
            0,
            new Endpoint.Credentials("leat", "canary"),
            new Endpoint.Tls(TlsMode.DISABLE, null, null),
            new Endpoint.Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(30)));

    @ParameterizedTest
    @CsvSource({
        "OOM command not allowed when used memory > 'maxmemory'., CONNECTION, maxmemory",
        "READONLY You can't write against a read only replica., CONNECTION, REPLICAOF NO ONE",
        "MISCONF Redis is configured to save RDB snapshots, CONNECTION, BGSAVE",
        "NOREPLICAS Not enough good replicas to write., CONNECTION, min-replicas",
        "LOADING Redis is loading the dataset in memory, CONNECTION, loading",
        "BUSY Redis is busy running a script., CONNECTION, SCRIPT KILL",
        "MASTERDOWN Link with MASTER is down, CONNECTION, primary",
        "CLUSTERDOWN The cluster is down, CONNECTION, cluster",
        "ERR max number of clients reached, CONNECTION, maxclients",
        "NOAUTH Authentication required., SETUP, password",
        "WRONGPASS invalid username-password pair or user is disabled., SETUP, ACL SETUSER leat",
        "EXECABORT Transaction discarded because of: NOPERM this user has no permissions to run 'exec', SETUP, +exec",
        "NOPERM this user has no permissions to run the 'hset' command, SETUP, ACL SETUSER leat",
        "DENIED Redis is running in protected mode, SETUP, requirepass",
        "ERR DB index is out of range, SETUP, databases",
        "'ERR AUTH <password> called without any password configured for the default user.', SETUP, remove the option",
        "ERR invalid password, SETUP, password",
        "'ERR unknown command `UNLINK`, with args beginning with: `row-value`', SETUP, lacks a command",
        "MOVED 3999 127.0.0.1:6381, SETUP, cluster mode",
        "CROSSSLOT Keys in request don't hash to the same slot, SETUP, cluster mode",
        "WRONGTYPE Operation against a key holding the wrong kind of value, SETUP, DEL leat:shop:seeded",
        "ERR wrong number of arguments for row-value, INTERNAL, ERR",
        "WHATEVER row-value, INTERNAL, WHATEVER",
    })
    void saysWhatTheEngineHasToDoAndTheUser(String reply, ErrorKind kind, String remedy) {
        StateHash state = new StateHash("shop", "redis");
        CdcException failure = ReplyErrors.failure(
                reply,
                ENDPOINT,
                new Permissions(ENDPOINT, state, ChangeForm.hash(KeyTemplate.parse(KeyTemplate.DEFAULT), null)));

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure)
                .hasMessageContaining("localhost:6379")
                .hasMessageContaining(remedy)
                .hasNoCause();
        assertThat(failure.getMessage()).doesNotContain("row-value").doesNotContain("canary");
    }
}
