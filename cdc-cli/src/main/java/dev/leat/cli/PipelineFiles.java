package dev.leat.cli;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.core.config.PipelineDefinition;
import dev.leat.core.config.PipelineLoader;
import dev.leat.core.config.PipelineReading;
import dev.leat.core.config.Problem;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The pipeline files that a command line names. */
final class PipelineFiles {
    private PipelineFiles() {}

    /**
     * Loads all of them.
     *
     * @param paths files, or folders for every {@code *.yaml} and {@code *.yml} in them
     * @throws CdcException CONFIG, listing every problem of every file, a line each
     */
    static List<PipelineDefinition> load(List<Path> paths, PipelineLoader loader) {
        List<PipelineDefinition> definitions = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (Path file : expand(paths)) {
            PipelineReading reading = loader.read(file);
            PipelineDefinition definition = reading.definition();
            if (definition != null) {
                definitions.add(definition);
            }
            problems.addAll(reading.problems());
        }
        if (!problems.isEmpty()) {
            throw new CdcException(
                    ErrorKind.CONFIG, problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        }
        return definitions;
    }

    private static List<Path> expand(List<Path> paths) {
        List<Path> files = new ArrayList<>();
        for (Path path : paths) {
            if (Files.isDirectory(path)) {
                files.addAll(in(path));
            } else {
                files.add(path);
            }
        }
        return files.stream().distinct().toList();
    }

    private static List<Path> in(Path folder) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.{yaml,yml}")) {
            found.forEach(files::add);
        } catch (IOException e) {
            throw new CdcException(ErrorKind.CONFIG, folder + ": the folder can't be read", e);
        }
        if (files.isEmpty()) {
            throw new CdcException(ErrorKind.CONFIG, folder + ": no *.yaml and no *.yml in this folder");
        }
        files.sort(null);
        return files;
    }
}
