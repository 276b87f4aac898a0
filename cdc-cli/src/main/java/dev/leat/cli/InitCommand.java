package dev.leat.cli;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.capture.SourceSurvey;
import dev.leat.core.config.PipelineDefinition;
import dev.leat.core.config.StarterFile;
import dev.leat.core.plugin.PluginCatalog;
import dev.leat.core.wiring.PipelineSurvey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code leat init}. */
@Command(
        name = "init",
        description = {
            "Writes a commented pipeline file from a live database: its tables, their keys and columns, and what keeps",
            "a table from being captured. Changes nothing. The file has no password: it names an environment variable."
        },
        usageHelpAutoWidth = true)
final class InitCommand implements Callable<Integer> {
    private final LeatCommand leat;

    @Parameters(
            paramLabel = "URL",
            description =
                    "The database, such as postgresql://leat@localhost:5432/shop or mysql://leat@localhost:3306/shop.")
    private String url = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where to write the file; one that is there is not touched (default: to stdout).")
    private @Nullable Path output;

    InitCommand(LeatCommand leat) {
        this.leat = leat;
    }

    @Override
    public Integer call() {
        SourceAddress address = SourceAddress.parse(url);
        try (PluginCatalog plugins = leat.openPlugins()) {
            PipelineDefinition definition = address.pipeline(plugins, leat.environment(), List.of());
            SourceSurvey survey = PipelineSurvey.of(definition, plugins);
            Map<String, String> capture = new LinkedHashMap<>();
            capture.put("type", definition.capture().type());
            capture.put("url", address.withoutPassword());
            if (address.hasPassword()) {
                capture.put("password", "${env:LEAT_PASSWORD}");
            }
            write(StarterFile.of(output == null ? address.database() : stem(output), capture, survey));
            long captured = survey.tables().stream()
                    .filter(SourceSurvey.SurveyedTable::canBeCaptured)
                    .count();
            leat.console().note(captured + " of " + survey.tables().size() + " tables can be captured as they are");
            return ExitCodes.OK;
        }
    }

    private static String stem(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    private void write(String text) {
        Path file = output;
        if (file == null) {
            leat.console().out().print(text);
            return;
        }
        try {
            Files.writeString(file, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            throw new CdcException(ErrorKind.CONFIG, file + " exists; name another file, or remove it first", e);
        } catch (IOException e) {
            throw new CdcException(ErrorKind.CONFIG, "can't write " + file, e);
        }
    }
}
