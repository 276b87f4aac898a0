package dev.leat.api.plugin;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One option of a plugin, declared once for validation, {@code leat plugins}, the editor schema and the reference.
 *
 * @param name kebab-case; a dot for a nested key: {@code tls.mode} is {@code tls: {mode: ...}}
 * @param type what the value must look like
 * @param defaultText the default as it would be written in YAML, or null when there is none
 * @param required whether the file must have it
 * @param secret whether the value is masked everywhere
 * @param choices the allowed values of a CHOICE, else empty
 * @param description one sentence: what it does, with its unit and range
 */
public record Option(
        String name,
        OptionType type,
        @Nullable String defaultText,
        boolean required,
        boolean secret,
        List<String> choices,
        String description) {
    /** Copies the list. */
    public Option {
        choices = List.copyOf(choices);
    }

    /** An option that may be left out and has no default. */
    public static Option optional(String name, OptionType type, String description) {
        return new Option(name, type, null, false, false, List.of(), description);
    }

    /** An option that the file must have. */
    public static Option required(String name, OptionType type, String description) {
        return new Option(name, type, null, true, false, List.of(), description);
    }

    /** An option with a default, written as in YAML. */
    public static Option withDefault(String name, OptionType type, String defaultText, String description) {
        return new Option(name, type, defaultText, false, false, List.of(), description);
    }

    /** An option whose value is masked everywhere. */
    public static Option secret(String name, String description) {
        return new Option(name, OptionType.TEXT, null, false, true, List.of(), description);
    }

    /** An option with listed values; the default may be null. */
    public static Option choice(String name, List<String> choices, @Nullable String defaultText, String description) {
        return new Option(name, OptionType.CHOICE, defaultText, false, false, choices, description);
    }
}
