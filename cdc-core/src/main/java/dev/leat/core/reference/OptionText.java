package dev.leat.core.reference;

import dev.leat.api.plugin.Option;
import dev.leat.api.plugin.OptionType;
import java.util.Locale;

/** How the parts of a declaration are called, the same in every form. */
final class OptionText {
    private OptionText() {}

    /** The type's name in lower case; the values of a choice, separated by {@code |}. */
    static String type(Option option) {
        if (option.type() == OptionType.CHOICE) {
            return String.join("|", option.choices());
        }
        String type = name(option.type());
        return option.secret() ? type + ", secret" : type;
    }

    static String name(OptionType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    /** The units that a value may have; empty for a type without. */
    static String unit(OptionType type) {
        return switch (type) {
            case DURATION -> "us ms s m h d";
            case SIZE -> "B KiB MiB GiB";
            case TEXT, BOOLEAN, INTEGER, PATH, CHOICE, LIST -> "";
        };
    }

    static String defaultOf(Option option, String none) {
        if (option.required()) {
            return "required";
        }
        String text = option.defaultText();
        return text == null ? none : text;
    }
}
