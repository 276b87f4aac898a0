package dev.leat.core.config;

import dev.leat.api.change.Operation;
import dev.leat.api.plugin.TablePattern;
import dev.leat.api.plugin.TableSelection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads {@code tables}: which tables, columns and operations are selected. */
final class TablesReader {
    private static final Map<String, Operation> OPERATIONS = PipelineKeys.OPERATIONS.stream()
            .collect(Collectors.toUnmodifiableMap(Operation::text, Function.identity()));

    private final Scalars scalars;

    TablesReader(Scalars scalars) {
        this.scalars = scalars;
    }

    TableSelection read(Section section) {
        section.allowOnly(PipelineKeys.in("tables"));
        return new TableSelection(
                patterns(section, "include", true),
                patterns(section, "exclude", false),
                operations(section.pathOf("operations"), section.find("operations")));
    }

    private List<TablePattern> patterns(Section section, String key, boolean columnsAllowed) {
        Node list = section.find(key);
        if (list == null) {
            return List.of();
        }
        List<TablePattern> patterns = new ArrayList<>();
        int index = 0;
        List<Node> elements = scalars.elements(section.pathOf(key), list);
        if (key.equals("include") && elements.isEmpty() && list instanceof SequenceNode) {
            scalars.refuse(section.pathOf(key), list, "selects no table; list tables or patterns, or remove the key");
        }
        for (Node element : elements) {
            String path = section.pathOf(key) + "[" + index++ + "]";
            TablePattern pattern = element instanceof MappingNode
                    ? table(path, element, columnsAllowed)
                    : pattern(path, element, List.of());
            if (pattern != null) {
                patterns.add(pattern);
            }
        }
        return patterns;
    }

    private @Nullable TablePattern table(String path, Node node, boolean columnsAllowed) {
        Section section = Section.read(path, node, scalars.location(node), scalars);
        section.allowOnly(List.of("table", "columns"));
        Node table = section.find("table");
        if (table == null) {
            section.missing("table", "add it: table: schema.table");
        }
        List<String> columns = List.of();
        Node list = section.find("columns");
        if (list != null && !columnsAllowed) {
            scalars.refuse(
                    section.pathOf("columns"),
                    list,
                    "a table is excluded as a whole; list the columns to keep under include");
        } else if (list != null) {
            columns = columns(section.pathOf("columns"), list);
        }
        return table == null ? null : pattern(section.pathOf("table"), table, columns);
    }

    private List<String> columns(String path, Node list) {
        List<Node> elements = scalars.elements(path, list);
        List<String> columns = scalars.texts(path, elements);
        if (elements.isEmpty()) {
            scalars.refuse(path, list, "keeps no column; list the columns to keep or remove the key");
        }
        distinct(path, list, columns);
        return columns;
    }

    private @Nullable TablePattern pattern(String path, Node node, List<String> columns) {
        return scalars.parse(path, node, text -> PatternText.parse(text, columns, scalars.location(node)))
                .orElse(null);
    }

    private Set<Operation> operations(String path, @Nullable Node list) {
        if (list == null) {
            return Set.copyOf(OPERATIONS.values());
        }
        List<Node> elements = scalars.elements(path, list);
        if (elements.isEmpty()) {
            scalars.refuse(path, list, "selects nothing; list operations or remove the key");
        }
        List<String> names = new ArrayList<>();
        for (Node element : elements) {
            scalars.parse(path, element, text -> Scalars.oneOf(text, new TreeSet<>(OPERATIONS.keySet())))
                    .ifPresent(names::add);
        }
        distinct(path, list, names);
        return OPERATIONS.values().stream()
                .filter(operation -> names.contains(operation.text()))
                .collect(Collectors.toUnmodifiableSet());
    }

    private void distinct(String path, Node list, List<String> names) {
        Set<String> seen = new TreeSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                scalars.refuse(path, list, "\"" + Text.quotable(name) + "\" is listed twice");
            }
        }
    }
}
