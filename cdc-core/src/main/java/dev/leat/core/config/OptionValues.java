package dev.leat.core.config;

import dev.leat.api.plugin.Option;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Checks that a text is a value of an option's type. */
public final class OptionValues {
    private OptionValues() {}

    /**
     * Does nothing when the text is a value of the option.
     *
     * @throws IllegalArgumentException saying what is wrong, to be put behind the text itself
     */
    static void check(Option option, String text) {
        switch (option.type()) {
            case TEXT, LIST -> {}
            case BOOLEAN -> Scalars.bool(text);
            case INTEGER -> Scalars.wholeNumber(text);
            case DURATION -> Units.duration(text);
            case SIZE -> Units.sizeBytes(text);
            case PATH -> path(text);
            case CHOICE -> Scalars.oneOf(text, option.choices());
        }
    }

    static boolean isValid(Option option, String text) {
        try {
            check(option, text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    static Path path(String text) {
        if (text.isEmpty() || text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("is not a path");
        }
        return Path.of(text);
    }

    /** A list as a declaration's default writes it: {@code [a, b]}, also without brackets. */
    public static List<String> list(String text) {
        String inner = text.strip();
        if (inner.startsWith("[") && inner.endsWith("]")) {
            inner = inner.substring(1, inner.length() - 1);
        }
        return Arrays.stream(inner.split(",", -1))
                .map(String::strip)
                .filter(element -> !element.isEmpty())
                .toList();
    }
}
