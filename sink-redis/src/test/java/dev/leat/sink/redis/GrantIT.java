package dev.leat.sink.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.sink.Sink;
import dev.leat.api.sink.SinkWriter;
import dev.leat.api.sink.WriteReport;
import dev.leat.testkit.change.Changes;
import dev.leat.testkit.change.TestColumn;
import dev.leat.testkit.change.TestTable;
import dev.leat.testkit.server.RedisServer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

// D18: the command that a refusal names is enough for everything in each mode, and each rule of it is needed.
@Timeout(120)
class GrantIT {
    private static final TestTable PRODUCTS =
            TestTable.of("products").key("id", TestColumn.INT).column("name", TestColumn.TEXT);

    private static Target target;

    @BeforeAll
    static void startRedis() {
        target = new Target(RedisServer.builder()
                .setting("acl-pubsub-default", "resetchannels")
                .start());
    }

    @AfterAll
    static void stopRedis() {
        target.close();
    }

    @BeforeEach
    void empty() {
        target.reset();
        target.redis().aclDelUser("leat");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hash",
                "hash ttl 1h",
                "json",
                "json ttl 1h",
                "stream",
                "publish",
                "invalidate",
                "invalidate channel c"
            })
    void theGrantInTheMessageIsEnoughForEverything(String mode) {
        grantTo(rulesFor(mode));
        target.redis().set("products:9", "{}");

        Sink sink = sink(mode);
        assertThat(sink.check()).noneMatch(finding -> finding.code().equals("redis-permission"));
        sink.claim("a test");
        sink.seedState(PRODUCTS.id());
        int generation = sink.beginSeed(PRODUCTS.schema(), false);
        try (SinkWriter writer = sink.openWriter(0)) {
            WriteReport report = Target.write(
                    writer,
                    Changes.transaction(1)
                            .read(PRODUCTS, 1, null)
                            .insert(PRODUCTS, 2, "tea")
                            .delete(PRODUCTS, 2));
            assertThat(report.rejected()).isEmpty();
            sink.saveProgress(PRODUCTS.id(), generation, "1");
            sink.completeSeed(PRODUCTS.schema(), generation, Target.SOURCE);
            sink.storeMarks(Target.marks(1, PRODUCTS));
            Target.write(writer, Changes.transaction(2).truncate(PRODUCTS));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hash ttl 1h", "json", "stream", "publish", "invalidate channel c"})
    void eachRuleOfTheGrantIsNeededAndAskedForAtTheStart(String mode) {
        List<String> rules = rulesFor(mode);
        for (String rule : rules) {
            if (rule.startsWith(">") || rule.equals("on")) {
                continue;
            }
            grantTo(rules.stream().filter(each -> !each.equals(rule)).toList());

            // also without +multi nothing is done: no row is written, no other connection killed
            assertThatThrownBy(() -> sink(mode).claim("a test"))
                    .as(rule)
                    .isInstanceOfSatisfying(
                            CdcException.class,
                            e -> assertThat(e.kind()).as(rule).isEqualTo(ErrorKind.SETUP));
        }
        assertThat(target.redis().exists(Target.STATE)).isFalse();
    }

    private static List<String> rulesFor(String mode) {
        grantTo(List.of("on", ">pw", "+info", "+client|id", "+client|setname"));
        CdcException refusal =
                catchThrowableOfType(CdcException.class, () -> sink(mode).claim("a test"));
        String message = String.valueOf(refusal.getMessage());
        String rules = message.substring(message.indexOf("ACL SETUSER leat ") + "ACL SETUSER leat ".length());
        return Arrays.asList(rules.replace(">PASSWORD", ">pw").split(" ", -1));
    }

    private static void grantTo(List<String> rules) {
        target.redis()
                .aclSetUser(
                        "leat",
                        Stream.concat(Stream.of("reset"), rules.stream()).toArray(String[]::new));
    }

    private static Sink sink(String mode) {
        Sink sink = target.sink(
                Stream.concat(Stream.of("user", "leat", "password", "pw", "mode"), Arrays.stream(mode.split(" ", -1)))
                        .toArray(String[]::new));
        sink.open(TestTable.source(PRODUCTS));
        return sink;
    }
}
