package dev.leat.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.change.Operation;
import dev.leat.api.plugin.BatchLimits;
import dev.leat.api.plugin.Options;
import dev.leat.api.plugin.TablePattern;
import dev.leat.core.config.SeedDefinition.Mode;
import dev.leat.core.engine.decision.SeedPace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PipelineLoaderTest {
    private static final Map<String, String> ENVIRONMENT = Map.of("RIVER_PASSWORD", "canary-1", "TOWN", "Aix");

    private static final SeedPace SEED_PACE = new SeedPace(65_536, Duration.ofSeconds(1), 0, Duration.ZERO);

    @TempDir
    private Path folder;

    @Test
    void fillsInDefaultsForAMinimalFile() throws IOException {
        PipelineDefinition pipeline = load("minimal.yaml");

        assertThat(pipeline.name()).isEqualTo("minimal");
        assertThat(pipeline.folder()).isEqualTo(folder.toAbsolutePath());
        assertThat(pipeline.capture().type()).isEqualTo("river");
        assertThat(pipeline.tables().include()).isEmpty();
        assertThat(pipeline.tables().exclude()).isEmpty();
        assertThat(pipeline.tables().operations())
                .containsExactlyInAnyOrder(Operation.INSERT, Operation.UPDATE, Operation.DELETE, Operation.TRUNCATE);
        assertThat(pipeline.sinks()).singleElement().satisfies(sink -> {
            assertThat(sink.name()).isEqualTo("mill");
            assertThat(sink.plugin().options().text("label")).isEqualTo("none");
        });
        assertThat(pipeline.batch()).isEqualTo(new BatchLimits(4096, 4 << 20, Duration.ofMillis(20)));
        assertThat(pipeline.parallelism()).isEqualTo(2);
        assertThat(pipeline.seed()).isEqualTo(new SeedDefinition(Mode.AUTO, 2, SEED_PACE));
        assertThat(pipeline.onRejected()).isEqualTo(OnRejected.STOP);
        assertThat(pipeline.onGap()).isEqualTo(OnGap.STOP);
        assertThat(pipeline.state()).isEqualTo(folder.resolve("leat-state").toAbsolutePath());
        Options options = pipeline.capture().options();
        assertThat(options.findText("password")).isEmpty();
        assertThat(options.findText("tls.mode")).isEmpty();
        assertThat(options.findPath("tls.ca")).isEmpty();
        assertThat(options.bool("eager")).isFalse();
        assertThat(options.integer("retries")).isEqualTo(3);
        assertThat(options.duration("wait")).isEqualTo(Duration.ofSeconds(10));
        assertThat(options.sizeBytes("room")).isEqualTo(1 << 20);
        assertThat(options.list("banks")).containsExactly("left");
    }

    @Test
    void keepsTheRestAtDefaultsWhenSomeOptionsAreGiven() throws IOException {
        PipelineDefinition pipeline = load("optional.yaml");

        assertThat(pipeline.name()).isEqualTo("shop_2");
        assertThat(pipeline.capture().options().text("tls.mode")).isEqualTo("require");
        assertThat(pipeline.sinks()).extracting(SinkDefinition::name).containsExactly("upper", "lower");
        assertThat(pipeline.batch()).isEqualTo(new BatchLimits(4096, 4 << 20, Duration.ofMillis(5)));
        assertThat(pipeline.seed()).isEqualTo(new SeedDefinition(Mode.NEVER, 2, SEED_PACE));
    }

    @Test
    void readsEveryKeyOfAFullFile() throws IOException {
        Files.writeString(folder.resolve("password.txt"), "canary-2\n");

        PipelineDefinition pipeline = load("full.yaml");

        Options options = pipeline.capture().options();
        assertThat(options.text("url")).isEqualTo("river://leat:canary-1@localhost/shop");
        assertThat(options.findText("user")).contains("leat");
        assertThat(options.findText("password")).contains("canary-2");
        assertThat(options.text("tls.mode")).isEqualTo("verify-full");
        assertThat(options.findPath("tls.ca")).contains(folder.resolve("ca.pem").toAbsolutePath());
        assertThat(options.bool("eager")).isTrue();
        assertThat(options.integer("retries")).isEqualTo(7);
        assertThat(options.duration("wait")).isEqualTo(Duration.ofSeconds(30));
        assertThat(options.sizeBytes("room")).isEqualTo(8 << 20);
        assertThat(options.list("banks")).containsExactly("left", "right");
        String at = folder.resolve("full.yaml").toString();
        assertThat(pipeline.tables().include())
                .containsExactly(
                        pattern("public", "products", false, false, at + ":15:7"),
                        pattern("sales", "*", false, true, at + ":16:7"),
                        pattern("public", "a.b*\"c", false, false, at + ":17:7"),
                        new TablePattern("public", "users", false, false, List.of("id", "name"), at + ":18:15"));
        assertThat(pipeline.tables().exclude()).containsExactly(pattern("*", "sessions", true, false, at + ":19:13"));
        assertThat(pipeline.tables().operations()).containsExactlyInAnyOrder(Operation.INSERT, Operation.UPDATE);
        assertThat(pipeline.sinks()).singleElement().satisfies(sink -> {
            assertThat(sink.name()).isEqualTo("upper-mill");
            assertThat(sink.plugin().options().text("label")).isEqualTo("${table} of Aix, 5$");
        });
        assertThat(pipeline.batch()).isEqualTo(new BatchLimits(100, 1 << 20, Duration.ofNanos(200_000)));
        assertThat(pipeline.parallelism()).isEqualTo(3);
        assertThat(pipeline.seed())
                .isEqualTo(new SeedDefinition(
                        Mode.AUTO, 4, new SeedPace(1000, Duration.ofMillis(200), 5000, Duration.ofMillis(50))));
        assertThat(pipeline.onGap()).isEqualTo(OnGap.RESEED);
        assertThat(pipeline.state()).isEqualTo(Path.of("/var/lib/leat"));
    }

    // D10
    @Test
    void showsNoSecretInToString() throws IOException {
        Files.writeString(folder.resolve("password.txt"), "canary-2\n");

        String shown = load("full.yaml").toString();

        assertThat(shown)
                .doesNotContain("canary")
                .contains("password=***")
                .contains("river://***@localhost/shop")
                .contains("eager=true");
    }

    @Test
    void masksAPasswordThatStandsInAUrlOrParameter() {
        assertThat(Redaction.mask("jdbc:river://leat:p/w:@d@host:1/db?a=1&sslPassword=canary&b=2"))
                .isEqualTo("jdbc:river://***@host:1/db?a=1&sslPassword=***&b=2");
    }

    @Test
    void givesAnInvalidOptionItsPlace() throws IOException {
        Options options = load("optional.yaml").capture().options();

        CdcException given = options.invalid("tls.mode", "needs a socket");
        CdcException absent = options.invalid("user", "is needed here");

        assertThat(given.kind()).isEqualTo(ErrorKind.CONFIG);
        assertThat(given).hasMessage(folder.resolve("optional.yaml") + ":2:67: capture.tls.mode: needs a socket");
        assertThat(absent).hasMessage(folder.resolve("optional.yaml") + ":2:10: capture.user: is needed here");
    }

    @Test
    void refusesToReadAnOptionThatTheFactoryDidNotDeclareAsSuch() throws IOException {
        Options options = load("optional.yaml").capture().options();

        assertThatThrownBy(() -> options.text("slot")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> options.text("wait")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> options.text("user")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void throwsOneConfigFailureThatListsEveryProblem() throws IOException {
        Path file = folder.resolve("bad.yaml");
        Files.writeString(file, "capture: {type: river}\nsinks: []\n");

        assertThatThrownBy(() -> loader().load(file))
                .isInstanceOfSatisfying(
                        CdcException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.CONFIG))
                .hasMessage(file + " has 2 problems:\n  "
                        + file + ":1:10: capture.url: missing; add it: url: ... (Where the river is.)\n  "
                        + file + ":2:8: sinks: a pipeline needs at least one sink");
    }

    private static TablePattern pattern(String schema, String table, boolean wildSchema, boolean wildTable, String at) {
        return new TablePattern(schema, table, wildSchema, wildTable, List.of(), at);
    }

    private PipelineDefinition load(String name) throws IOException {
        Path file = folder.resolve(name);
        try (InputStream in = PipelineLoaderTest.class.getResourceAsStream("/config/" + name)) {
            Files.write(file, Objects.requireNonNull(in).readAllBytes());
        }
        return loader().load(file);
    }

    private static PipelineLoader loader() {
        return new PipelineLoader(RiverAndMill.DECLARED, ENVIRONMENT);
    }
}
