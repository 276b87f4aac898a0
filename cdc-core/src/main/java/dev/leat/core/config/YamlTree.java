package dev.leat.core.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads one YAML document as nodes with marks. Size, depth and aliases are capped and tags are refused on the flat stream
 * of events, before a tree is built.
 */
final class YamlTree {
    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_DEPTH = 50;
    private static final int MAX_ALIASES = 50;

    private final Problems problems;
    private final LoadSettings settings;

    YamlTree(Problems problems) {
        this.problems = problems;
        this.settings = LoadSettings.builder()
                .setLabel(problems.file())
                .setUseMarks(true)
                .setCodePointLimit(MAX_BYTES)
                .setMaxAliasesForCollections(MAX_ALIASES)
                .build();
    }

    /** The document's root, or null after a problem was added. */
    @Nullable
    Node read(Path file) {
        String text = text(file);
        return text == null ? null : parse(text);
    }

    /** The root of this document, or null after a problem was added. */
    @Nullable
    Node parse(String text) {
        try {
            if (!isWithinLimits(text)) {
                return null;
            }
            Optional<Node> root = new Compose(settings).composeString(text);
            if (root.isEmpty()) {
                problems.add("the file is empty; a pipeline needs at least \"capture\" and \"sinks\"");
            }
            return root.orElse(null);
        } catch (MarkedYamlEngineException e) {
            problems.add(
                    location(problems.file(), e.getProblemMark()), "not valid YAML: " + e.getProblem() + hint(text, e));
        } catch (YamlEngineException e) {
            problems.add("not valid YAML: it has characters that YAML does not allow");
        }
        return null;
    }

    private @Nullable String text(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                problems.add("the file is larger than 1 MiB; a pipeline file that large is a mistake");
                return null;
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (NoSuchFileException e) {
            problems.add("there is no such file");
        } catch (CharacterCodingException e) {
            problems.add("the file is not UTF-8");
        } catch (IOException e) {
            problems.add("the file can't be read: "
                    + (Files.isDirectory(file) ? "it is a folder" : e.getClass().getSimpleName()));
        }
        return null;
    }

    private boolean isWithinLimits(String text) {
        int depth = 0;
        int aliases = 0;
        int documents = 0;
        for (Event event : new Parse(settings).parseString(text)) {
            Optional<String> tag = Optional.empty();
            if (event instanceof CollectionStartEvent start) {
                tag = start.getTag();
                if (++depth > MAX_DEPTH) {
                    return refuse(event, "nested deeper than " + MAX_DEPTH + " levels");
                }
            } else if (event instanceof CollectionEndEvent) {
                depth--;
            } else if (event instanceof ScalarEvent scalar) {
                tag = scalar.getTag();
            } else if (event instanceof AliasEvent && ++aliases > MAX_ALIASES) {
                return refuse(event, "more than " + MAX_ALIASES + " aliases");
            } else if (event instanceof DocumentStartEvent && ++documents > 1) {
                return refuse(event, "a second YAML document; one file is one pipeline");
            }
            if (tag.isPresent()) {
                refuse(event, "the YAML tag \"" + Text.quotable(tag.get()) + "\" is not allowed; remove it");
            }
        }
        return true;
    }

    private boolean refuse(Event event, String message) {
        problems.add(location(problems.file(), event.getStartMark()), message);
        return false;
    }

    /** References are the one thing of ours that plain YAML trips over. */
    private static String hint(String text, MarkedYamlEngineException e) {
        int at = e.getProblemMark().map(Mark::getIndex).orElse(0);
        boolean isReference = at > 0 && at < text.length() && text.startsWith("${", at - 1);
        return isReference ? "; between { and } a value with ${...} stands in quotes" : "";
    }

    /** A mark counts from 0. */
    static Location location(String file, Optional<Mark> mark) {
        return new Location(
                file,
                mark.map(Mark::getLine).orElse(0) + 1,
                mark.map(Mark::getColumn).orElse(0) + 1);
    }
}
