package dev.leat.core.config;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** One mapping of the file: its keys, each once, with their places. */
final class Section {
    private final String path;
    private final Location location;
    private final Scalars scalars;
    private final Map<String, NodeTuple> entries = new LinkedHashMap<>();

    private Section(String path, Location location, Scalars scalars) {
        this.path = path;
        this.location = location;
        this.scalars = scalars;
    }

    /** The mapping at {@code node}; without keys after a problem or when there is no node. */
    static Section read(String path, @Nullable Node node, Location parent, Scalars scalars) {
        Section section = new Section(path, node == null ? parent : scalars.location(node), scalars);
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(section::add);
        } else if (node != null) {
            String what = Scalars.isEmpty(node) ? "has no value; write one or remove the key" : "must be a mapping";
            scalars.problems().add(section.location, path.isEmpty() ? "the file " + what : path + ": " + what);
        }
        return section;
    }

    private void add(NodeTuple entry) {
        Location place = scalars.location(entry.getKeyNode());
        if (!(entry.getKeyNode() instanceof ScalarNode key)) {
            scalars.problems().add(place, pathOf("?") + ": a key must be a single word");
            return;
        }
        NodeTuple first = entries.putIfAbsent(key.getValue(), entry);
        if (first != null) {
            scalars.problems()
                    .add(
                            place,
                            pathOf(Text.quotable(key.getValue())) + ": duplicate key; the first is in line "
                                    + scalars.location(first.getKeyNode()).line());
        }
    }

    /** Where the mapping begins. */
    Location location() {
        return location;
    }

    String path() {
        return path;
    }

    String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    Set<String> keys() {
        return entries.keySet();
    }

    boolean has(String key) {
        return entries.containsKey(key);
    }

    @Nullable
    Node find(String key) {
        NodeTuple entry = entries.get(key);
        return entry == null ? null : entry.getValueNode();
    }

    /** Where the key stands, or the mapping when it is missing. */
    Location locationOf(String key) {
        NodeTuple entry = entries.get(key);
        return entry == null ? location : scalars.location(entry.getKeyNode());
    }

    /** A mapping below this one. */
    Section section(String key) {
        return read(pathOf(key), find(key), location, scalars);
    }

    /** Adds a problem for every other key. */
    void allowOnly(Collection<String> valid) {
        for (String key : entries.keySet()) {
            if (!valid.contains(key)) {
                unknown(key, valid);
            }
        }
    }

    void unknown(String key, Collection<String> valid) {
        String hint = Nearest.hint(key, valid);
        String listed = hint.isEmpty()
                ? "; valid keys: " + String.join(", ", valid.stream().sorted().toList())
                : hint;
        scalars.problems().add(locationOf(key), pathOf(Text.quotable(key)) + ": unknown key" + listed);
    }

    void missing(String key, String remedy) {
        scalars.problems().add(location, pathOf(key) + ": missing; " + remedy);
    }

    /** The value of a key; empty after a problem or when the key is missing. */
    <T> Optional<T> parse(String key, Function<String, T> parser) {
        return scalars.parse(pathOf(key), find(key), parser);
    }

    <T> T parse(String key, T fallback, Function<String, T> parser) {
        return parse(key, parser).orElse(fallback);
    }
}
