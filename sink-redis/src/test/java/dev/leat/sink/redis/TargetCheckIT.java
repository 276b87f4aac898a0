package dev.leat.sink.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.leat.api.Finding;
import dev.leat.api.Finding.Severity;
import dev.leat.api.sink.Sink;
import dev.leat.testkit.change.TestColumn;
import dev.leat.testkit.change.TestTable;
import dev.leat.testkit.finding.Provokes;
import dev.leat.testkit.server.RedisServer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

// C5
@Timeout(120)
class TargetCheckIT {
    private static final TestTable PRODUCTS = TestTable.of("products").key("id", TestColumn.INT);

    @Test
    void aServerThatKeepsEverythingHasNoFindings() {
        try (Target target = new Target(RedisServer.builder().appendOnly().start())) {
            Sink sink = target.sink();
            sink.open(TestTable.source(PRODUCTS));

            assertThat(sink.check()).isEmpty();
            assertThat(target.redis().dbSize()).as("changes nothing").isZero();
        }
    }

    @Test
    @Provokes({"redis-eviction", "redis-persistence"})
    void whatTheServerMayLoseIsFound() {
        try (Target target = new Target(
                RedisServer.builder().setting("maxmemory-policy", "allkeys-lru").start())) {
            List<Finding> findings = target.sink().check();

            assertThat(findings)
                    .extracting(Finding::code, Finding::severity, Finding::remedy)
                    .containsExactlyInAnyOrder(
                            tuple("redis-eviction", Severity.WARNING, "CONFIG SET maxmemory-policy noeviction"),
                            tuple("redis-persistence", Severity.INFO, "CONFIG SET appendonly yes"));
        }
    }

    @Test
    @Provokes("redis-permission")
    void missingPermissionsAreFoundWithTheCommandThatGrantsThem() {
        try (Target target = new Target(RedisServer.builder().appendOnly().start())) {
            target.redis()
                    .aclSetUser(
                            "leat",
                            "on",
                            ">pw",
                            "~*",
                            "+@all",
                            "-client",
                            "+client|id",
                            "+client|setname",
                            "+client|list");
            Sink sink = target.sink("user", "leat", "password", "pw");
            sink.open(TestTable.source(PRODUCTS));

            assertThat(sink.check()).singleElement().satisfies(finding -> {
                assertThat(finding.code()).isEqualTo("redis-permission");
                assertThat(finding.severity()).isEqualTo(Severity.ERROR);
                assertThat(finding.remedy())
                        .startsWith("ACL SETUSER leat on >PASSWORD ~leat:shop:* ~products:* ")
                        .contains("+client|kill");
            });
        }
    }

    @Test
    @Provokes({"redis-replica", "redis-cluster"})
    void replicasAndClustersAreFound() {
        try (Target target = new Target(RedisServer.builder().appendOnly().start())) {
            target.redis().replicaof("127.0.0.1", 1);
            assertThat(target.sink().check()).extracting(Finding::code).contains("redis-replica");
        }
        try (Target target = new Target(RedisServer.builder()
                .appendOnly()
                .setting("cluster-enabled", "yes")
                .start())) {
            assertThat(target.sink().check()).extracting(Finding::code).contains("redis-cluster");
        }
    }

    @Test
    @Provokes("redis-connection")
    void aServerThatIsNotThereIsFound() {
        RedisServer server = RedisServer.builder().start();
        try (Target target = new Target(server)) {
            Sink sink = target.sink();
            server.stop();

            assertThat(sink.check()).singleElement().satisfies(finding -> {
                assertThat(finding.code()).isEqualTo("redis-connection");
                assertThat(finding.remedy()).isNotBlank();
            });
        }
    }

    // D9
    @Test
    @Provokes("redis-tls")
    void anUnprotectedConnectionToAnotherMachineIsFound() {
        try (Target target = new Target(RedisServer.builder().start())) {
            Sink sink = target.sinkAt("redis://cache.invalid", "connect-timeout", "1s");

            assertThat(sink.check())
                    .filteredOn(finding -> finding.code().equals("redis-tls"))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.severity()).isEqualTo(Severity.WARNING));
        }
    }

    @Test
    @Provokes("redis-version")
    void aServerThatIsTooOldIsFound() throws IOException {
        try (OldServer server = new OldServer();
                Target target = new Target(RedisServer.builder().start())) {
            List<Finding> findings = target.sinkAt(
                            "redis://127.0.0.1:" + server.port(), "mode", "stream", "max-age", "1d")
                    .check();

            assertThat(findings).first().satisfies(finding -> {
                assertThat(finding.code()).isEqualTo("redis-version");
                assertThat(finding.message()).startsWith("it has version 6.0.20; the option max-age needs 6.2");
                assertThat(finding.remedy()).isNotBlank();
            });
        }
    }
}
