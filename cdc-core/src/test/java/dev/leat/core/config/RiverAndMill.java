package dev.leat.core.config;

import dev.leat.api.plugin.Option;
import dev.leat.api.plugin.OptionType;
import java.util.List;
import java.util.Map;

/** Declarations of one capture and one sink with an option of each type. */
final class RiverAndMill {
    static final List<Option> RIVER = List.of(
            Option.required("url", OptionType.TEXT, "Where the river is."),
            Option.optional("user", OptionType.TEXT, "Who reads it."),
            Option.secret("password", "The user's password."),
            Option.choice("tls.mode", List.of("disable", "require", "verify-full"), null, "How far TLS is checked."),
            Option.optional("tls.ca", OptionType.PATH, "Trusted certificates."),
            Option.withDefault("eager", OptionType.BOOLEAN, "false", "Whether it hurries."),
            Option.withDefault("retries", OptionType.INTEGER, "3", "How often."),
            Option.withDefault("wait", OptionType.DURATION, "10s", "How long."),
            Option.withDefault("room", OptionType.SIZE, "1MiB", "How much."),
            Option.withDefault("banks", OptionType.LIST, "[left]", "Which sides."));

    static final List<Option> MILL =
            List.of(Option.withDefault("label", OptionType.TEXT, "none", "What it is called."));

    static final DeclaredOptions DECLARED = new DeclaredOptions(Map.of("river", RIVER), Map.of("mill", MILL));

    private RiverAndMill() {}
}
