package dev.leat.core.config;

import dev.leat.api.plugin.TablePattern;
import dev.leat.api.schema.TableId;
import java.util.List;

/** Names of tables on a command line, written as in a pipeline file. */
public final class TableNames {
    private TableNames() {}

    /**
     * The table that {@code schema.table} names.
     *
     * @throws IllegalArgumentException saying what is wrong with the text
     */
    public static TableId parse(String text) {
        TablePattern pattern = pattern(text);
        if (!pattern.isExact()) {
            throw new IllegalArgumentException(text + " is a pattern; name the tables one by one");
        }
        return new TableId(pattern.schema(), pattern.name());
    }

    /**
     * The pattern that the text is.
     *
     * @throws IllegalArgumentException saying what is wrong with the text
     */
    public static TablePattern pattern(String text) {
        try {
            return PatternText.parse(text, List.of(), new Location("", 1, 1));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(text + " " + e.getMessage(), e);
        }
    }
}
