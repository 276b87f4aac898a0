package dev.leat.core.reference;

import dev.leat.api.plugin.Option;
import dev.leat.core.config.DeclaredOptions;
import dev.leat.core.config.PipelineKeys;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The pages of the reference: one for the pipeline file and one per plugin, each with a table of its options between two
 * markers. What stands around the markers is written by people and kept.
 */
public final class ReferencePages {
    private static final String BEGIN = "<!-- options: made from the declarations, do not edit -->";
    private static final String END = "<!-- /options -->";

    private ReferencePages() {}

    /** The declarations of each page by its file's name, such as {@code sink-redis.md}. */
    public static SortedMap<String, List<Option>> pages(DeclaredOptions plugins) {
        SortedMap<String, List<Option>> pages = new TreeMap<>();
        pages.put("pipeline.md", PipelineKeys.all());
        add(pages, "capture", plugins.captures());
        add(pages, "sink", plugins.sinks());
        return pages;
    }

    private static void add(SortedMap<String, List<Option>> pages, String kind, Map<String, List<Option>> plugins) {
        plugins.forEach((type, options) -> pages.put(kind + "-" + type + ".md", options));
    }

    /**
     * The page with its table brought up to date; a new page when there is none, and a table at the end when the page has no
     * markers yet.
     *
     * @param file the page's name
     * @param page as it is now, or null
     */
    public static String updated(String file, @Nullable String page, List<Option> options) {
        String table = BEGIN + "\n" + table(options) + END + "\n";
        String known = page == null ? "# " + title(file) + "\n" : page;
        int begin = known.indexOf(BEGIN);
        int end = known.indexOf(END, Math.max(0, begin));
        if (begin < 0 || end < 0) {
            return known.stripTrailing() + "\n\n" + table;
        }
        return known.substring(0, begin)
                + table
                + known.substring(end + END.length()).replaceFirst("^\n", "");
    }

    private static String title(String file) {
        return file.replaceFirst("\\.md$", "").replaceFirst("-", " ");
    }

    private static String table(List<Option> options) {
        if (options.isEmpty()) {
            return "It has no options.\n";
        }
        StringBuilder table = new StringBuilder("| option | type | default | description |\n|---|---|---|---|\n");
        for (Option option : options) {
            String unit = OptionText.unit(option.type());
            String defaultText = OptionText.defaultOf(option, "");
            table.append("| `")
                    .append(option.name())
                    .append("` | ")
                    .append(cell(OptionText.type(option).replace("|", ", ")))
                    .append(unit.isEmpty() ? "" : " (" + unit + ")")
                    .append(" | ")
                    .append(option.required() || defaultText.isEmpty() ? defaultText : "`" + defaultText + "`")
                    .append(" | ")
                    .append(cell(option.description()))
                    .append(" |\n");
        }
        return table.toString();
    }

    /** Words in angle brackets would be taken for HTML. */
    private static String cell(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;").replace(">", "&gt;");
    }
}
