package dev.leat.sink.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.leat.api.Finding;
import dev.leat.api.Finding.Severity;
import dev.leat.api.sink.Sink;
import dev.leat.testkit.change.TestColumn;
import dev.leat.testkit.change.TestTable;
import dev.leat.testkit.server.RedisServer;
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
    void aServerThatIsNotThereIsFound() {
        RedisServer server = RedisServer.builder().start();
        try (Target target = new Target(server)) {
            Sink sink = target.sink();
            server.stop();

            assertThat(sink.check())
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.code()).isEqualTo("redis-connection"));
        }
    }

    // D9
    @Test
    void anUnprotectedConnectionToAnotherMachineIsFound() {
        try (Target target = new Target(RedisServer.builder().start())) {
            Sink sink = target.sinkAt("redis://cache.invalid", "connect-timeout", "1s");

            assertThat(sink.check())
                    .filteredOn(finding -> finding.code().equals("redis-tls"))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.severity()).isEqualTo(Severity.WARNING));
        }
    }
}
