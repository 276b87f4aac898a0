package dev.leat.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is made from the declarations of the plugins that the distribution brings, and its committed copies. */
@Timeout(120)
final class ReferenceIT {
    private static final Path DOCS = Path.of("..", "docs");
    /** Those that are about no plugin. */
    private static final Set<String> OWN_PAGES = Set.of("pipeline.md", "findings.md");

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private Path folder;

    @Test
    void theCommittedSchemaAndOptionTablesAreThoseOfTheDeclarations() throws Exception {
        Path fresh = Files.createDirectory(folder.resolve("docs"));
        SortedMap<String, String> committed = generated(DOCS);
        for (String file : committed.keySet()) {
            Files.createDirectories(fresh.resolve(file).getParent());
            Files.writeString(fresh.resolve(file), committed.get(file), UTF_8);
        }

        LeatProcess.Ended ended = LeatProcess.run(folder, "plugins", "--write-docs", fresh.toString());

        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(committed)
                .as("docs/ differs from what plugins and pipeline file declare; run: ./leat plugins --write-docs docs")
                .isEqualTo(generated(fresh));
    }

    @Test
    void theReferenceHasAPageForThePipelineFileAndForEachPluginAndNoOther() throws Exception {
        JsonNode plugins = JSON.readTree(
                        LeatProcess.run(folder, "plugins", "--json").out())
                .path("plugins");
        List<String> wanted = plugins.valueStream()
                .map(plugin -> plugin.path("kind").stringValue() + "-"
                        + plugin.path("type").stringValue() + ".md")
                .toList();

        try (Stream<Path> pages = Files.list(DOCS.resolve("reference"))) {
            assertThat(pages.map(page -> page.getFileName().toString()).filter(name -> !OWN_PAGES.contains(name)))
                    .containsExactlyInAnyOrderElementsOf(wanted);
        }
        assertThat(DOCS.resolve("reference/pipeline.md")).exists();
    }

    @Test
    void printsTheSchemaOfTheInstalledPlugins() throws Exception {
        LeatProcess.Ended ended = LeatProcess.run(folder, "plugins", "--schema");

        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.out()).isEqualTo(Files.readString(DOCS.resolve("pipeline.schema.json"), UTF_8));
        assertThat(JSON.readTree(ended.out()).path("definitions").propertyNames())
                .contains(
                        "capture-mysql", "capture-postgres", "sink-redis", "sink-stdout", "sink-file", "sink-discard");
    }

    @Test
    void printsEveryPluginWithItsOptionsAsJson() throws Exception {
        LeatProcess.Ended ended = LeatProcess.run(folder, "plugins", "--json");

        assertThat(ended.exitCode()).as(ended.err()).isZero();
        JsonNode plugins = JSON.readTree(ended.out()).path("plugins");
        JsonNode postgres = plugins.path(1);
        assertThat(postgres.path("kind").stringValue()).isEqualTo("capture");
        assertThat(postgres.path("type").stringValue()).isEqualTo("postgres");
        assertThat(postgres.path("origin").stringValue()).endsWith("capture-postgres");
        assertThat(option(postgres, "url").path("required").booleanValue()).isTrue();
        assertThat(option(postgres, "url").path("default").isNull()).isTrue();
        assertThat(option(postgres, "password").path("secret").booleanValue()).isTrue();
        assertThat(option(postgres, "slot-wait").path("type").stringValue()).isEqualTo("duration");
        assertThat(option(postgres, "slot-wait").path("unit").stringValue()).isEqualTo("us ms s m h d");
        assertThat(option(postgres, "slot-wait").path("default").stringValue()).isEqualTo("30s");
        assertThat(option(postgres, "tls.mode").path("choices").path(0).stringValue())
                .isEqualTo("disable");
        assertThat(option(postgres, "slot").path("description").stringValue()).startsWith("The replication slot");
    }

    @Test
    void printsOneFormAtATime() throws Exception {
        LeatProcess.Ended ended = LeatProcess.run(folder, "plugins", "--schema", "--json");

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
    }

    private static JsonNode option(JsonNode plugin, String name) {
        return plugin.path("options")
                .valueStream()
                .filter(option -> option.path("name").stringValue().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static SortedMap<String, String> generated(Path docs) throws IOException {
        SortedMap<String, String> files = new TreeMap<>();
        files.put("pipeline.schema.json", Files.readString(docs.resolve("pipeline.schema.json"), UTF_8));
        try (Stream<Path> pages = Files.list(docs.resolve("reference"))) {
            for (Path page : pages.toList()) {
                files.put("reference/" + page.getFileName(), Files.readString(page, UTF_8));
            }
        }
        return files;
    }
}
