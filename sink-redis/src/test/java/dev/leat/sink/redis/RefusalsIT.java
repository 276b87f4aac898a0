package dev.leat.sink.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.sink.Sink;
import dev.leat.api.sink.SinkWriter;
import dev.leat.api.sink.WriteReport;
import dev.leat.testkit.change.Changes;
import dev.leat.testkit.change.TestColumn;
import dev.leat.testkit.change.TestTable;
import dev.leat.testkit.server.RedisServer;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

// S8: every refusal of the server is a rejected change, a retry or a stop, and nothing is passed over.
@Timeout(120)
class RefusalsIT {
    private static final TestTable PRODUCTS =
            TestTable.of("products").key("id", TestColumn.INT).column("name", TestColumn.TEXT);

    private static RedisServer server;
    private static Target target;

    @BeforeAll
    static void startRedis() {
        server = RedisServer.builder().start();
        target = new Target(server);
    }

    @AfterAll
    static void stopRedis() {
        target.close();
    }

    @BeforeEach
    void empty() {
        target.reset();
    }

    @AfterEach
    void heal() {
        target.redis().configSet("maxmemory", "0");
        target.redis().configSet("min-replicas-to-write", "0");
        target.redis().configSet("requirepass", "");
        target.redis().replicaofNoOne();
        target.redis().aclDelUser("leat");
    }

    @Test
    void aKeyOfAnotherTypeIsARejectedChangeAndTheRestIsWritten() {
        Sink sink = target.owner(PRODUCTS);
        target.redis().set("products:2", "canary");

        WriteReport report = Target.write(
                sink,
                Changes.transaction(1)
                        .insert(PRODUCTS, 1, "tea")
                        .insert(PRODUCTS, 2, null)
                        .insert(PRODUCTS, 3, "tea"));

        assertThat(report.rejected()).hasSize(1).first().satisfies(change -> {
            assertThat(change.index()).isEqualTo(1);
            assertThat(change.reason()).startsWith("WRONGTYPE").doesNotContain("canary");
        });
        assertThat(target.keys()).containsExactly("products:1", "products:2", "products:3");
    }

    @Test
    void aFullServerIsRetriedUntilThereIsRoom() {
        Sink sink = target.owner(PRODUCTS);
        SinkWriter writer = sink.openWriter(0);
        target.redis().configSet("maxmemory", "1");

        assertFails(ErrorKind.CONNECTION, "maxmemory", () -> insert(writer));
        assertThat(target.keys()).isEmpty();

        target.redis().configSet("maxmemory", "0");
        writer.close();
        insert(sink.openWriter(0));
        assertThat(target.keys()).containsExactly("products:1");
    }

    @Test
    void aFullServerStillTakesDeletes() {
        Sink sink = target.owner(PRODUCTS);
        SinkWriter writer = sink.openWriter(0);
        insert(writer);
        target.redis().configSet("maxmemory", "1");

        Target.write(writer, Changes.transaction(2).delete(PRODUCTS, 1));

        assertThat(target.keys()).isEmpty();
    }

    @Test
    void aReplicaIsRetriedUntilItIsPromoted() {
        Sink sink = target.owner(PRODUCTS);
        SinkWriter writer = sink.openWriter(0);
        target.redis().replicaof("127.0.0.1", 1);

        assertFails(ErrorKind.CONNECTION, "replica", () -> insert(writer));

        target.redis().replicaofNoOne();
        writer.close();
        insert(sink.openWriter(0));
        assertThat(target.keys()).containsExactly("products:1");
    }

    @Test
    void missingReplicasAreRetried() {
        Sink sink = target.owner(PRODUCTS);
        SinkWriter writer = sink.openWriter(0);
        target.redis().configSet("min-replicas-to-write", "1");

        assertFails(ErrorKind.CONNECTION, "min-replicas-to-write", () -> insert(writer));
    }

    @Test
    void aServerThatIsAwayIsRetried() {
        try (RedisServer other = RedisServer.builder().appendOnly().start();
                Target there = new Target(other)) {
            Sink sink = there.owner(PRODUCTS);
            SinkWriter writer = sink.openWriter(0);
            other.kill9();

            assertFails(ErrorKind.CONNECTION, "connection to Redis", () -> insert(writer));
            writer.close();
            assertFails(ErrorKind.CONNECTION, "can't connect", () -> sink.openWriter(0));
            assertFails(ErrorKind.CONNECTION, "connect", () -> sink.storeMarks(Target.marks(1)));

            other.start();
            insert(sink.openWriter(0));
            sink.storeMarks(Target.marks(1));
        }
    }

    // D10
    @Test
    void wrongCredentialsStopWithoutShowingThem() {
        target.redis().configSet("requirepass", "secret");

        assertFails(ErrorKind.SETUP, "asks for a password", () -> claim(target.sink()));
        assertFails(ErrorKind.SETUP, "does not accept the password", () -> claim(target.sink("password", "canary")));
        assertFails(
                ErrorKind.SETUP, "ACL SETUSER leat", () -> claim(target.sink("password", "canary", "user", "leat")));
    }

    // D18: the message's own command is enough for everything, and each rule of it is needed.
    @Test
    void theGrantInTheMessageIsEnoughForEverything() {
        grant("ACL SETUSER leat on >pw -@all +select +info +client|id +client|setname");
        Sink sink = target.sink("user", "leat", "password", "pw");
        sink.open(TestTable.source(PRODUCTS));

        CdcException refusal = catchFailure(() -> sink.claim("a test"));
        assertThat(refusal.kind()).isEqualTo(ErrorKind.SETUP);
        String message = String.valueOf(refusal.getMessage());
        String grant = message.substring(message.indexOf("ACL SETUSER"));
        assertThat(target.redis().hgetAll(Target.STATE)).isEmpty();
        grant("ACL SETUSER leat reset");
        grant(grant.replace(">PASSWORD", ">pw"));

        target.redis().hset("products:9", "id", "9");
        sink.claim("a test");
        assertThat(sink.check()).noneMatch(finding -> finding.code().equals("redis-permission"));
        sink.seedState(PRODUCTS.id());
        int generation = sink.beginSeed(PRODUCTS.schema(), false);
        SinkWriter writer = sink.openWriter(0);
        Target.write(
                writer,
                Changes.transaction(1)
                        .read(PRODUCTS, 1, null)
                        .insert(PRODUCTS, 2, "tea")
                        .delete(PRODUCTS, 2));
        sink.saveProgress(PRODUCTS.id(), generation, "1");
        sink.completeSeed(PRODUCTS.schema(), generation, Target.SOURCE);
        sink.storeMarks(Target.marks(1, PRODUCTS));
        Target.write(writer, Changes.transaction(2).insert(PRODUCTS.column("new", TestColumn.TEXT), 3, "tea", "x"));
        Target.write(writer, Changes.transaction(3).insert(PRODUCTS, 4, "tea"));
        assertThat(target.row("products:3")).isEqualTo(Map.of("id", "3", "name", "tea"));
        Target.write(writer, Changes.transaction(4).truncate(PRODUCTS));
        assertThat(target.keys()).isEmpty();
    }

    @Test
    void aPermissionThatIsTakenAwayStops() {
        grant("ACL SETUSER leat on >pw ~* +@all");
        Sink sink = Target.claimed(target.sink("user", "leat", "password", "pw"), PRODUCTS);
        SinkWriter writer = sink.openWriter(0);

        grant("ACL SETUSER leat -hset");

        assertFails(ErrorKind.SETUP, "+hset", () -> insert(writer));
    }

    @Test
    void aKeyOutsideTheGrantStopsBeforeAnythingIsWritten() {
        grant("ACL SETUSER leat on >pw ~leat:* ~products:* +@all");
        TestTable orders = TestTable.of("orders").key("id", TestColumn.INT);

        assertFails(
                ErrorKind.SETUP,
                "~orders:*",
                () -> Target.claimed(target.sink("user", "leat", "password", "pw"), PRODUCTS, orders));
        assertThat(target.redis().exists(Target.STATE)).isFalse();
    }

    @Test
    void aDatabaseThatDoesNotExistStops() {
        assertFails(ErrorKind.SETUP, "database", () -> claim(target.sink("database", "4000")));
    }

    @Test
    void aClusterIsForALaterVersion() {
        try (RedisServer cluster =
                        RedisServer.builder().setting("cluster-enabled", "yes").start();
                Target there = new Target(cluster)) {
            assertFails(ErrorKind.SETUP, "cluster mode", () -> claim(there.sink()));
        }
    }

    @Test
    void stateOfAnotherTypeIsNotOverwritten() {
        target.redis().set(Target.STATE, "something");

        assertFails(ErrorKind.SETUP, "DEL " + Target.STATE, () -> claim(target.sink()));
        assertThat(target.redis().get(Target.STATE)).isEqualTo("something");
    }

    private static void insert(SinkWriter writer) {
        Target.write(writer, Changes.transaction(1).insert(PRODUCTS, 1, "tea"));
    }

    private static void claim(Sink sink) {
        Target.claimed(sink, PRODUCTS);
    }

    private static void grant(String command) {
        String[] words = command.split(" ", -1);
        String[] arguments = java.util.Arrays.copyOfRange(words, 2, words.length);
        String[] rules = java.util.Arrays.copyOfRange(arguments, 1, arguments.length);
        target.redis().aclSetUser(arguments[0], rules);
    }

    private static CdcException catchFailure(ThrowingCallable call) {
        return org.assertj.core.api.Assertions.catchThrowableOfType(CdcException.class, call);
    }

    private static void assertFails(ErrorKind kind, String message, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(CdcException.class, e -> {
            assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind);
            assertThat(e).hasMessageContaining(message);
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                assertThat(String.valueOf(cause.getMessage())).doesNotContain("canary");
            }
        });
    }
}
