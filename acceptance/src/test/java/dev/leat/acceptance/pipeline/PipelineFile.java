package dev.leat.acceptance.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A pipeline file, written as a user would. Each method returns another one that differs in one thing. */
public record PipelineFile(String name, String sourceUrl, List<String> tables, String sink, String more) {
    /** From a database to Redis, with small chunks. */
    public static PipelineFile toRedis(String name, String sourceUrl, List<String> tables, String targetUrl) {
        return new PipelineFile(
                name, sourceUrl, tables, "type: redis, url: '" + targetUrl + "'", "seed: {chunk-rows: 2000}");
    }

    /** From a database to nowhere. */
    public static PipelineFile toDiscard(String name, String sourceUrl, List<String> tables) {
        return new PipelineFile(name, sourceUrl, tables, "type: discard", "");
    }

    /** The same with other lines at the end in place of those that it had. */
    public PipelineFile with(String otherLines) {
        return new PipelineFile(name, sourceUrl, tables, sink, otherLines);
    }

    /** The same from elsewhere. */
    public PipelineFile from(String url) {
        return new PipelineFile(name, url, tables, sink, more);
    }

    /** The same to another Redis. */
    public PipelineFile to(String redisUrl) {
        return new PipelineFile(name, sourceUrl, tables, "type: redis, url: '" + redisUrl + "'", more);
    }

    /** The file's text. */
    public String text() {
        return "name: " + name + "\ncapture:\n  type: " + type() + "\n  url: '" + sourceUrl + "'\ntables:\n  include: ["
                + String.join(", ", tables) + "]\nsinks:\n  - {" + sink + "}\n" + more + "\n";
    }

    private String type() {
        return sourceUrl.startsWith("mysql:") ? "mysql" : "postgres";
    }

    /** Writes it into the folder as {@code <name>.yaml}; returns the file's name. */
    public String in(Path folder) {
        String file = name + ".yaml";
        try {
            Files.writeString(folder.resolve(file), text(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
        return file;
    }
}
