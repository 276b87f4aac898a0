package dev.leat.core.config;

import dev.leat.api.plugin.Option;
import dev.leat.api.plugin.OptionType;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks what a factory says about itself, so that a slip in a plugin shows when it is loaded, not when it is used. */
public final class OptionDeclarations {
    private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9-]{0,39}");
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*(\\.[a-z][a-z0-9-]*)*");
    private static final Set<String> RESERVED = Set.of("type", "name", "schema-changes", "keyless-tables");

    private OptionDeclarations() {}

    /** What is wrong with the declaration; empty when nothing is. */
    public static Optional<String> fault(String type, List<Option> options) {
        if (!TYPE.matcher(type).matches()) {
            return Optional.of("the type \"" + type + "\" is not of the form " + TYPE.pattern());
        }
        Set<String> names = new HashSet<>();
        for (Option option : options) {
            String name = option.name();
            if (!NAME.matcher(name).matches() || RESERVED.contains(name)) {
                return Optional.of("the option name \"" + name + "\" is reserved or not in kebab-case");
            }
            if (!names.add(name)) {
                return Optional.of("the option \"" + name + "\" is declared twice");
            }
            if ((option.type() == OptionType.CHOICE) == option.choices().isEmpty()) {
                return Optional.of("the option \"" + name + "\" has choices and is no CHOICE, or the other way round");
            }
            if (option.required() && option.defaultText() != null) {
                return Optional.of("the option \"" + name + "\" is required and has a default");
            }
        }
        for (Option option : options) {
            String text = option.defaultText();
            if (text != null && !OptionValues.isValid(option, text)) {
                return Optional.of("the default of the option \"" + option.name() + "\" is not a value of its type");
            }
        }
        for (String name : names) {
            int dot = name.lastIndexOf('.');
            if (dot >= 0 && names.contains(name.substring(0, dot))) {
                return Optional.of("the option \"" + name + "\" lies inside an option that has a value of its own");
            }
        }
        return Optional.empty();
    }
}
