package dev.leat.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.plugin.Option;
import dev.leat.api.plugin.OptionType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is declared of the file's own keys is what the reader does with them. */
final class PipelineKeysTest {
    @TempDir
    private Path folder;

    @Test
    void declaresTheDefaultsThatTheReaderHas() {
        for (Option key : withDefault().toList()) {
            assertThat(read(key.name(), String.valueOf(key.defaultText())))
                    .as(key.name())
                    .isEqualTo(read("", "").toString());
        }
    }

    @Test
    void declaresEveryChoiceThatTheReaderTakesAndNoOther() {
        assertThat(withDefault().filter(key -> key.type() == OptionType.CHOICE))
                .isNotEmpty()
                .allSatisfy(key -> {
                    for (String choice : key.choices()) {
                        assertThat(read(key.name(), choice)).doesNotStartWith("[");
                    }
                    assertThat(read(key.name(), "no-choice"))
                            .contains("is not one of "
                                    + String.join(
                                            ", ",
                                            key.choices().stream().sorted().toList()));
                });
        for (String operation : PipelineKeys.operations()) {
            assertThat(read("tables.operations", "[" + operation + "]")).doesNotStartWith("[");
        }
        assertThat(read("tables.operations", "[read]"))
                .contains("is not one of "
                        + String.join(
                                ", ",
                                PipelineKeys.operations().stream().sorted().toList()));
    }

    @Test
    void isDeclaredLikeThePluginsOptions() {
        List<Option> others = PipelineKeys.all().stream()
                .filter(key -> !key.name().equals("name"))
                .toList();

        assertThat(OptionDeclarations.fault("pipeline", others)).isEmpty();
    }

    private static Stream<Option> withDefault() {
        return PipelineKeys.all().stream().filter(key -> key.defaultText() != null);
    }

    /** What a file with this key means, or its problems in brackets. */
    private String read(String key, String value) {
        int dot = key.indexOf('.');
        String line = key.isEmpty()
                ? ""
                : dot < 0
                        ? key + ": " + value
                        : key.substring(0, dot) + ": {" + key.substring(dot + 1) + ": " + value + "}";
        try {
            Path file = Files.writeString(
                    folder.resolve("shop.yaml"), "capture: {type: river, url: x}\nsinks: [{type: mill}]\n" + line);
            PipelineReading reading = new PipelineLoader(RiverAndMill.DECLARED, Map.of()).read(file);
            return reading.definition() == null
                    ? reading.problems().toString()
                    : reading.definition().toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
