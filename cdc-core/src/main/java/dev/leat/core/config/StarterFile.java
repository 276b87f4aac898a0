package dev.leat.core.config;

import dev.leat.api.Finding;
import dev.leat.api.capture.SourceSurvey;
import dev.leat.api.capture.SourceSurvey.SurveyedTable;
import dev.leat.api.schema.TableId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes a first pipeline file from what a source has, with comments that say what is there and what keeps it out. */
public final class StarterFile {
    private static final int MAX_NAME = 40;

    /** What YAML takes as text without quotes, but for words that it takes for something else. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_./:@-]*[A-Za-z0-9_]");

    private static final Set<String> NOT_PLAIN = Set.of("true", "false", "yes", "no", "on", "off", "null");

    private final StringBuilder text = new StringBuilder();

    private StarterFile() {}

    /**
     * The file's text.
     *
     * @param name what to derive the pipeline's name from
     * @param capture type and options of the capture, as they are to stand in the file
     * @param survey what the source has
     */
    public static String of(String name, Map<String, String> capture, SourceSurvey survey) {
        StarterFile file = new StarterFile();
        file.head(name, capture);
        file.tables(survey);
        file.sinks();
        return file.text.toString();
    }

    /** A file that does nothing but select tables of a source: for commands that need no pipeline of their own. */
    public static String toRead(String captureType, String url, List<String> patterns) {
        StarterFile file = new StarterFile();
        file.line("name: leat_" + ProcessHandle.current().pid());
        file.line("capture: {type: " + scalar(captureType) + ", url: " + scalar(url) + "}");
        if (!patterns.isEmpty()) {
            file.line("tables:");
            file.line("  include:");
            patterns.forEach(pattern -> file.line("    - " + quoted(pattern)));
        }
        file.line("sinks: [{type: discard}]");
        return file.text.toString();
    }

    private void head(String name, Map<String, String> capture) {
        line("# A pipeline of Leat. Look at it with `leat check FILE`, start it with `leat run FILE`.");
        line("name: " + scalar(pipelineName(name)));
        line("capture:");
        capture.forEach((key, value) -> line("  " + key + ": " + scalar(value)));
    }

    private void tables(SourceSurvey survey) {
        line("");
        survey.findings().forEach(finding -> comment("# ", finding));
        List<SurveyedTable> sound =
                survey.tables().stream().filter(SurveyedTable::canBeCaptured).toList();
        List<SurveyedTable> others =
                survey.tables().stream().filter(table -> !table.canBeCaptured()).toList();
        line("tables:");
        if (sound.isEmpty()) {
            line("  # no table was found that can be captured as it is");
            line("  include: []");
        } else {
            line("  include:");
            sound.forEach(table -> {
                line("    - " + quoted(pattern(table.table())));
                describe("      # ", table);
            });
        }
        if (!others.isEmpty()) {
            line("  # These can't be captured as they are:");
            others.forEach(table -> {
                line("  #   - " + quoted(pattern(table.table())));
                describe("  #     ", table);
            });
        }
    }

    private void describe(String prefix, SurveyedTable table) {
        String rows = table.estimatedRows() < 0 ? "never analysed" : "about " + table.estimatedRows() + " rows";
        String key = table.keyColumns().isEmpty() ? "no key" : "key: " + String.join(", ", table.keyColumns());
        line(prefix + printable(key + "; " + rows));
        line(prefix
                + printable(table.columns().stream()
                        .map(column -> column.name() + " " + column.type())
                        .collect(Collectors.joining(", "))));
        table.findings().forEach(finding -> comment(prefix, finding));
    }

    private void comment(String prefix, Finding finding) {
        String severity = finding.severity().name().toLowerCase(Locale.ROOT);
        finding.message().lines().forEach(one -> line(prefix + severity + ": " + printable(one.strip())));
        finding.remedy().lines().forEach(one -> line(prefix + "  " + printable(one.strip())));
    }

    private void sinks() {
        line("");
        line("sinks:");
        line("  - type: stdout               # changes as JSON, one per line");
        line("  # - type: redis");
        line("  #   url: redis://localhost:6379");
        line("  #   mode: hash               # a hash per row, products:7");
        line("  # `leat plugins` lists all types with their options");
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    /** The pattern that means this table and no other. */
    private static String pattern(TableId table) {
        return part(table.schema()) + "." + part(table.name());
    }

    private static String part(String name) {
        boolean isBare = !name.isEmpty() && name.chars().noneMatch(c -> c == '.' || c == '*' || c == '"');
        return isBare ? name : '"' + name.replace("\"", "\"\"") + '"';
    }

    /** References such as {@code ${env:X}} keep their meaning; a name's dollar does not begin one. */
    private static String quoted(String name) {
        return scalar(name.replace("${", "$${"));
    }

    private static String scalar(String value) {
        if (PLAIN.matcher(value).matches() && !NOT_PLAIN.contains(value.toLowerCase(Locale.ROOT))) {
            return value;
        }
        boolean hasControl = value.chars().anyMatch(Character::isISOControl);
        if (!hasControl) {
            return "'" + value.replace("'", "''") + "'";
        }
        StringBuilder escaped = new StringBuilder("\"");
        value.chars().forEach(c -> {
            if (Character.isISOControl(c)) {
                escaped.append(String.format("\\u%04x", c));
            } else {
                escaped.append(c == '"' || c == '\\' ? "\\" : "").append((char) c);
            }
        });
        return escaped.append('"').toString();
    }

    private static String printable(String comment) {
        return comment.replaceAll("\\p{Cntrl}", "?");
    }

    private static String pipelineName(String from) {
        String name = from.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]+", "_");
        String cut = name.length() > MAX_NAME ? name.substring(0, MAX_NAME) : name;
        return cut.isEmpty() ? "pipeline" : cut;
    }
}
