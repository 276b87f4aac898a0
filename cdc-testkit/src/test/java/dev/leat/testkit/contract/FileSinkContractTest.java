package dev.leat.testkit.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.Operation;
import dev.leat.api.plugin.SinkContext;
import dev.leat.api.sink.Sink;
import dev.leat.core.sink.FileSinkFactory;
import dev.leat.testkit.change.TestTable;
import dev.leat.testkit.pipeline.MemoryState;
import dev.leat.testkit.plugin.GivenOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The engine's own sink of lines, on a real file. */
class FileSinkContractTest extends AppendingSinkContract {
    private static final JsonMapper JSON = new JsonMapper();

    private final MemoryState state = new MemoryState();

    @TempDir
    private Path folder;

    @Override
    protected Sink create() {
        FileSinkFactory factory = new FileSinkFactory();
        return factory.create(
                GivenOptions.of(factory.options(), "path", file().toString()),
                new SinkContext("shop", "file", 2, state));
    }

    private Path file() {
        return folder.resolve("out.jsonl");
    }

    @Override
    protected List<Appended> appended(TestTable table) {
        return lines("table", table.id().toString())
                .map(FileSinkContractTest::appended)
                .toList();
    }

    @Override
    protected List<AppendedMessage> messages(String prefix) {
        return lines("prefix", prefix)
                .map(line -> new AppendedMessage(
                        line.get("content").asString(),
                        line.get("sequence").asLong(),
                        line.get("ordinal").asInt()))
                .toList();
    }

    private Stream<JsonNode> lines(String member, String value) {
        try {
            return Files.readAllLines(file(), UTF_8).stream()
                    .map(JSON::readTree)
                    .filter(line ->
                            line.has(member) && line.get(member).asString().equals(value));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Appended appended(JsonNode line) {
        Operation operation = Operation.valueOf(line.get("op").asString().toUpperCase(Locale.ROOT));
        return new Appended(
                operation,
                key(line.get("key")),
                line.get("sequence").asLong(),
                operation == Operation.READ
                        ? ChangeBatch.READ_ORDINAL
                        : line.get("ordinal").asInt());
    }

    /** As design and sinks write it: the parts joined by colons. */
    private static @Nullable String key(@Nullable JsonNode key) {
        return key == null
                ? null
                : StreamSupport.stream(key.spliterator(), false)
                        .map(part -> part.asString().replace("\\", "\\\\").replace(":", "\\:"))
                        .collect(Collectors.joining(":"));
    }
}
