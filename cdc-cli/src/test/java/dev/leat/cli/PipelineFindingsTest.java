package dev.leat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.ErrorKind;
import dev.leat.api.Finding;
import dev.leat.api.Finding.Severity;
import dev.leat.api.plugin.Option;
import dev.leat.api.plugin.Options;
import dev.leat.api.plugin.SinkContext;
import dev.leat.api.plugin.SinkFactory;
import dev.leat.api.schema.TableId;
import dev.leat.api.sink.Sink;
import dev.leat.core.config.PipelineDefinition;
import dev.leat.core.config.PipelineLoader;
import dev.leat.core.finding.PipelineFinding;
import dev.leat.core.plugin.PluginCatalog;
import dev.leat.core.state.FileStateStore;
import dev.leat.core.state.GapRecord;
import dev.leat.core.state.Gaps;
import dev.leat.core.state.TableScope;
import dev.leat.core.state.Wishes;
import dev.leat.core.wiring.PipelineCheck;
import dev.leat.testkit.finding.FindingCodes;
import dev.leat.testkit.finding.FindingCodes.Code;
import dev.leat.testkit.finding.Provokes;
import dev.leat.testkit.sink.MemorySink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code leat check} finds of itself, whatever the plugins are. */
final class PipelineFindingsTest {
    private final FindingCodes codes = new FindingCodes(Arrays.stream(PipelineFinding.values())
            .map(finding -> new Code(finding.code(), List.of(Severity.ERROR), finding.why()))
            .toList());

    @TempDir
    private Path folder;

    @Test
    void theReferencePageHasEachCode() {
        codes.assertDocumented(Path.of("..", "docs", "reference", "findings.md"), "Every pipeline");
    }

    @Test
    void eachCodeHasATestThatProvokesIt() {
        codes.assertProvoked(getClass());
    }

    @ParameterizedTest
    @EnumSource
    @Provokes({
        "config-failure",
        "setup-failure",
        "connection-failure",
        "target-lost-failure",
        "decode-failure",
        "gap-failure",
        "rejected-failure",
        "fenced-failure",
        "internal-failure"
    })
    void aFailureOfAPluginIsAFindingWithARemedy(ErrorKind kind) throws IOException {
        List<Finding> findings = check("{type: failing, fails: " + kind + "}", "{type: discard}");

        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(PipelineFinding.failure(kind).code());
            assertThat(finding.object()).isEqualTo("capture");
            assertThat(finding.message()).isEqualTo("the server says no");
            assertThat(finding.remedy()).isNotBlank();
        });
    }

    @Test
    @Provokes("no-key")
    void aTableWithoutKeyIsFoundBeforeASinkThatFindsRowsByKey() throws IOException {
        assertThat(check("{type: failing}", "{type: memory}")).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("no-key");
            assertThat(finding.object()).isEqualTo("sink memory");
            assertThat(finding.message()).endsWith("public.log");
            assertThat(finding.remedy()).contains("keyless-tables: whole-row");
        });
        assertThat(check("{type: failing}", "{type: memory, keyless-tables: whole-row}"))
                .isEmpty();
    }

    @Test
    @Provokes("no-message-sink")
    void messagesThatNoSinkTakesAreFound() throws IOException {
        assertThat(check("{type: failing, messages: true}", "{type: memory}"))
                .filteredOn(finding -> finding.code().equals("no-message-sink"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.object()).isEqualTo("failing");
                    assertThat(finding.message()).contains("`messages`", "no sink takes them");
                    assertThat(finding.remedy()).contains("add a sink");
                });
        assertThat(check("{type: failing, messages: true}", "{type: memory}, {type: discard}"))
                .noneMatch(finding -> finding.code().equals("no-message-sink"));
    }

    @Test
    @Provokes("gap")
    void aGapOfARunBeforeIsFound() throws IOException {
        try (FileStateStore state = FileStateStore.open(folder.resolve("leat-state"), "shop", "the test")) {
            new Gaps(state).add(new GapRecord(TableScope.ALL, "", "the slot is gone", Instant.EPOCH));
        }

        assertThat(check("{type: failing}", "{type: discard}")).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("gap");
            assertThat(finding.message()).isEqualTo("the slot is gone");
            assertThat(finding.remedy()).contains("leat reseed ");
        });
    }

    @Test
    void aGapThatTheNextRunSeedsBehindIsNone() throws IOException {
        assertThat(check("{type: failing, gap: true}", "{type: discard}")).hasSize(1);

        wish(TableScope.of(Set.of(new TableId("public", "log"))));
        assertThat(check("{type: failing, gap: true}", "{type: discard}"))
                .as("there may be other tables")
                .hasSize(1);

        wish(TableScope.ALL);
        assertThat(check("{type: failing, gap: true}", "{type: discard}")).isEmpty();
    }

    private void wish(TableScope tables) throws IOException {
        try (FileStateStore state = FileStateStore.open(folder.resolve("leat-state"), "shop", "the test")) {
            new Wishes(state).requestReseed(tables);
        }
    }

    @Test
    @Provokes("file-not-writable")
    void aFileThatCanNotBeWrittenIsFound() throws IOException {
        assertThat(check("{type: failing}", "{type: file, path: none/changes.jsonl}"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.code()).isEqualTo("file-not-writable");
                    assertThat(finding.remedy()).startsWith("mkdir -p ");
                });
    }

    private List<Finding> check(String capture, String sink) throws IOException {
        Path file = Files.writeString(folder.resolve("shop.yaml"), "capture: " + capture + "\nsinks: [" + sink + "]\n");
        try (PluginCatalog plugins =
                PluginCatalog.open(FailingCaptureFactory.loader(folder), null, List.of(new MemoryFactory()))) {
            PipelineDefinition definition = new PipelineLoader(plugins.declaredOptions(), Map.of()).load(file);
            return PipelineCheck.of(definition, plugins).findings();
        }
    }

    /** A sink that finds rows by key and needs no server. */
    private static final class MemoryFactory implements SinkFactory {
        @Override
        public String type() {
            return "memory";
        }

        @Override
        public List<Option> options() {
            return List.of();
        }

        @Override
        public Sink create(Options options, SinkContext context) {
            return new MemorySink().sink();
        }
    }
}
