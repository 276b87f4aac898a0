package dev.leat.core.config;

import dev.leat.api.plugin.Option;
import dev.leat.api.plugin.OptionType;
import dev.leat.core.config.FileOptions.Given;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the options of one plugin out of its section, checked against the factory's declaration. */
final class OptionsReader {
    private final Scalars scalars;
    private final Path folder;
    private final List<Option> declared;
    private final Map<String, Given> given = new LinkedHashMap<>();
    /** Options that the file has, be the value right or not: one mistake is one problem. */
    private final Set<String> mentioned = new HashSet<>();

    OptionsReader(Scalars scalars, Path folder, List<Option> declared) {
        this.scalars = scalars;
        this.folder = folder;
        this.declared = declared;
    }

    /**
     * @param ownKeys keys of the section that are not the plugin's
     */
    FileOptions read(Section section, Set<String> ownKeys) {
        level(section, "", ownKeys);
        for (Option option : declared) {
            if (option.required() && !mentioned.contains(option.name())) {
                section.missing(option.name(), "add it: " + example(option));
            }
        }
        return new FileOptions(section.path(), section.location(), folder, declared, given);
    }

    private void level(Section section, String prefix, Set<String> ownKeys) {
        Set<String> valid = new TreeSet<>(ownKeys);
        for (Option option : declared) {
            if (option.name().startsWith(prefix)) {
                String rest = option.name().substring(prefix.length());
                int dot = rest.indexOf('.');
                valid.add(dot < 0 ? rest : rest.substring(0, dot));
            }
        }
        for (String key : section.keys()) {
            if (ownKeys.contains(key)) {
                continue;
            }
            Node node = section.find(key);
            Option option = find(prefix + key);
            if (option != null && node != null) {
                mentioned.add(option.name());
                value(section.pathOf(key), option, node);
            } else if (valid.contains(key)) {
                level(section.section(key), prefix + key + ".", Set.of());
            } else {
                section.unknown(key, valid);
            }
        }
    }

    private void value(String path, Option option, Node node) {
        if (option.type() == OptionType.LIST) {
            List<Node> elements = scalars.elements(path, node);
            List<String> texts = scalars.texts(path, elements);
            String shown = elements.stream().map(Scalars::shown).collect(Collectors.joining(", ", "[", "]"));
            put(option, texts, shown, node);
            return;
        }
        String text = scalars.text(path, node);
        if (text == null) {
            return;
        }
        try {
            OptionValues.check(option, text);
            put(option, List.of(text), Scalars.shown(node), node);
        } catch (IllegalArgumentException e) {
            boolean isOpen = !option.secret() && Scalars.isOwn(node, text);
            String shown = option.secret() ? "the value" : "\"" + Scalars.shown(node) + "\"";
            scalars.refuse(path, node, shown + " " + (isOpen ? e.getMessage() : InvalidValue.ruleOf(e)));
        }
    }

    private void put(Option option, List<String> texts, String shown, Node node) {
        given.put(option.name(), new Given(texts, option.secret() ? Redaction.MASK : shown, scalars.location(node)));
    }

    private @Nullable Option find(String name) {
        return declared.stream()
                .filter(option -> option.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static String example(Option option) {
        String last = option.name().substring(option.name().lastIndexOf('.') + 1);
        return switch (option.type()) {
                    case TEXT -> last + ": " + (option.secret() ? "${env:NAME}" : "...");
                    case BOOLEAN -> last + ": true";
                    case INTEGER -> last + ": 1";
                    case DURATION -> last + ": 10s";
                    case SIZE -> last + ": 4MiB";
                    case PATH -> last + ": ./...";
                    case CHOICE -> last + ": " + String.join("|", option.choices());
                    case LIST -> last + ": [...]";
                }
                + " (" + option.description() + ")";
    }
}
