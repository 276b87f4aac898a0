package dev.leat.core.reference;

import dev.leat.api.plugin.Option;
import java.util.ArrayList;
import java.util.List;

/** Renders a plugin's options for {@code leat plugins}: one line per option, in columns. */
public final class OptionTable {
    private static final List<String> HEADINGS = List.of("option", "type", "unit", "default", "description");

    private OptionTable() {}

    /** The table, each line with a line feed; empty when there are no options. */
    public static String render(List<Option> options) {
        if (options.isEmpty()) {
            return "";
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADINGS);
        options.forEach(option -> rows.add(row(option)));
        int[] widths = new int[HEADINGS.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder table = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            table.append(line.toString().stripTrailing()).append('\n');
        }
        return table.toString();
    }

    private static List<String> row(Option option) {
        return List.of(
                option.name(),
                OptionText.type(option),
                OptionText.unit(option.type()),
                OptionText.defaultOf(option, "-"),
                option.description());
    }
}
