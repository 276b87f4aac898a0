package dev.leat.acceptance.tutorial;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The steps of a page: its fenced blocks behind a heading. A block that begins with a comment of a file's name is that file;
 * one of {@code sh} is commands, one per line; one of {@code text} is what the last command before it says.
 */
public final class TutorialPage {
    private static final Pattern FENCE = Pattern.compile("```([a-z]*)");
    private static final Pattern FILE_NAME = Pattern.compile("(?:--|#) ([a-z]+[.](?:sql|yaml))");

    private TutorialPage() {}

    /** One thing that the reader does. */
    public sealed interface Step permits WrittenFile, Command {}

    /** A file that the reader saves. */
    public record WrittenFile(String name, String text) implements Step {}

    /**
     * A command that the reader enters.
     *
     * @param line of the page, from 1
     * @param expected what it says; empty when the page does not show that
     */
    public record Command(int line, String text, Optional<String> expected) implements Step {}

    /** Reads the steps behind the first line that begins so. */
    public static List<Step> stepsOf(Path page, String heading) {
        try {
            List<String> lines = Files.readAllLines(page, UTF_8);
            int begin = 0;
            while (!lines.get(begin).startsWith(heading)) {
                begin++;
            }
            return read(lines, begin);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + page, e);
        }
    }

    private static List<Step> read(List<String> lines, int begin) {
        List<Step> steps = new ArrayList<>();
        for (int i = begin; i < lines.size(); i++) {
            Matcher fence = FENCE.matcher(lines.get(i));
            if (fence.matches()) {
                int end = i + 1;
                while (!lines.get(end).equals("```")) {
                    end++;
                }
                add(steps, fence.group(1), i + 2, lines.subList(i + 1, end));
                i = end;
            }
        }
        return steps;
    }

    private static void add(List<Step> steps, String language, int line, List<String> block) {
        Matcher name = FILE_NAME.matcher(block.get(0));
        if (name.matches()) {
            steps.add(new WrittenFile(name.group(1), String.join("\n", block) + "\n"));
        } else if (language.equals("sh")) {
            for (int i = 0; i < block.size(); i++) {
                steps.add(new Command(line + i, block.get(i), Optional.empty()));
            }
        } else if (language.equals("text") && steps.get(steps.size() - 1) instanceof Command said) {
            steps.set(steps.size() - 1, new Command(said.line(), said.text(), Optional.of(String.join("\n", block))));
        } else {
            throw new IllegalStateException("line " + line + ": a block that is neither a file, commands nor output");
        }
    }
}
