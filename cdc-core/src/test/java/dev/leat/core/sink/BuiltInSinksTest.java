package dev.leat.core.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.plugin.SinkContext;
import dev.leat.api.sink.Sink;
import dev.leat.core.config.DeclaredOptions;
import dev.leat.core.config.PipelineDefinition;
import dev.leat.core.config.PipelineLoader;
import dev.leat.core.config.SinkDefinition;
import dev.leat.core.plugin.PluginCatalog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BuiltInSinksTest {
    @TempDir
    private Path folder;

    @Test
    void areFoundAndMadeFromAFileWithMinimalOptions() throws IOException {
        Path file = Files.writeString(
                folder.resolve("shop.yaml"),
                "capture: {type: river}\nsinks: [{type: stdout}, {type: file, path: out.jsonl}, {type: discard}]\n");
        StdoutSinkFactory stdout = new StdoutSinkFactory(new ByteArrayOutputStream());
        try (PluginCatalog catalog =
                PluginCatalog.open(BuiltInSinksTest.class.getClassLoader(), null, List.of(stdout))) {
            DeclaredOptions declared = new DeclaredOptions(
                    Map.of("river", List.of()), catalog.declaredOptions().sinks());
            PipelineDefinition pipeline = new PipelineLoader(declared, Map.of()).load(file);

            for (SinkDefinition definition : pipeline.sinks()) {
                SinkContext context = new SinkContext("shop", definition.name(), 1, new MemoryState());
                String type = definition.plugin().type();
                try (Sink sink = catalog.sink(type)
                        .call(factory -> factory.create(definition.plugin().options(), context))) {
                    assertThat(sink.claim("me")).isEqualTo(1);
                }
            }
        }
        assertThat(folder.resolve("out.jsonl")).isEmptyFile();
    }
}
