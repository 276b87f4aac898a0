package org.example.tsv;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.leat.api.change.Operation;
import dev.leat.api.plugin.SinkContext;
import dev.leat.api.sink.Sink;
import dev.leat.testkit.change.TestTable;
import dev.leat.testkit.contract.Appended;
import dev.leat.testkit.contract.AppendingSinkContract;
import dev.leat.testkit.pipeline.MemoryState;
import dev.leat.testkit.plugin.GivenOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The contract of appending sinks. */
class TsvSinkContractTest extends AppendingSinkContract {
    private static final int FIRST_VALUE = 4; // behind the operation, generation, sequence and ordinal

    private Path folder;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createTempDirectory("leat-tsv-");
    }

    @AfterEach
    void removeFolder() throws IOException {
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Override
    protected Sink create() {
        TsvSinkFactory factory = new TsvSinkFactory();
        return factory.create(
                GivenOptions.of(factory.options(), "folder", folder.toString(), "sync", "false"),
                new SinkContext("contract", "tsv", 2, new MemoryState()));
    }

    /** As a reader takes them: the lines of the highest generation. */
    @Override
    protected List<Appended> appended(TestTable table) {
        List<String[]> lines = new ArrayList<>();
        Path file = folder.resolve(table.id() + ".tsv");
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            Files.readAllLines(file, UTF_8).stream().skip(1).forEach(line -> lines.add(line.split("\t", -1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int generation = lines.stream().mapToInt(line -> Integer.parseInt(line[1])).max().orElse(0);
        return lines.stream()
                .filter(line -> Integer.parseInt(line[1]) == generation)
                .map(line -> appended(table, line))
                .toList();
    }

    private static Appended appended(TestTable table, String[] line) {
        Operation operation = Operation.valueOf(line[0].toUpperCase(Locale.ROOT));
        return new Appended(
                operation,
                operation == Operation.TRUNCATE ? null : key(table, line),
                Long.parseUnsignedLong(line[2]),
                Integer.parseInt(line[3]));
    }

    private static String key(TestTable table, String[] line) {
        StringBuilder key = new StringBuilder();
        for (int part = 0; part < table.schema().keyColumnCount(); part++) {
            String value = line[FIRST_VALUE + table.schema().keyColumn(part)];
            key.append(part == 0 ? "" : ":").append(value.replace(":", "\\:"));
        }
        return key.toString();
    }
}
