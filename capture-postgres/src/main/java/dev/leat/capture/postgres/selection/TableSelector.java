package dev.leat.capture.postgres.selection;

import dev.leat.api.Finding;
import dev.leat.api.plugin.TablePattern;
import dev.leat.api.plugin.TableSelection;
import dev.leat.api.schema.TableId;
import dev.leat.capture.postgres.catalog.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Matches the names and patterns of the file with the tables that exist. */
final class TableSelector {
    private final TableSelection selection;
    private final List<Table> all;
    private final List<Finding> problems = new ArrayList<>();
    private final Map<Table, TablePattern> selected = new LinkedHashMap<>();

    TableSelector(TableSelection selection, List<Table> all) {
        this.selection = selection;
        this.all = all;
        select();
    }

    /** The selected tables, each with the entry that selects it: an exact name rather than a pattern. */
    Map<Table, TablePattern> selected() {
        return selected;
    }

    /** What is wrong with the selection. */
    List<Finding> problems() {
        return problems;
    }

    private void select() {
        List<TablePattern> include = selection.include().isEmpty()
                ? List.of(new TablePattern(TableResolver.DEFAULT_SCHEMA, "*", false, true, List.of(), "tables"))
                : selection.include();
        for (TablePattern pattern : include) {
            List<Table> matching = matching(pattern);
            if (matching.isEmpty()) {
                problems.add(nothingMatches(pattern));
            } else if (pattern.isExact()) {
                matching.forEach(table -> name(pattern, table));
            } else {
                matching.stream().filter(TableSelector::suitsPattern).forEach(table -> add(pattern, table));
                if (matching.stream().noneMatch(TableSelector::suitsPattern)) {
                    problems.add(onlyOthersMatch(pattern, matching));
                }
            }
        }
        for (TablePattern pattern : selection.exclude()) {
            if (matching(pattern).isEmpty()) {
                problems.add(nothingMatches(pattern));
            }
        }
        if (selected.isEmpty() && problems.isEmpty()) {
            problems.add(problem(
                    "no-table",
                    "tables",
                    "everything that is included is excluded as well",
                    "name tables with `tables: {include: [schema.table]}`"));
        }
    }

    private List<Table> matching(TablePattern pattern) {
        return all.stream().filter(table -> pattern.matches(table.id())).toList();
    }

    /** A pattern means the user's own tables; what it skips can be captured by its name, if at all. */
    static boolean suitsPattern(Table table) {
        return table.isPublishable() && !table.isPartition() && table.extension() == null;
    }

    private void name(TablePattern pattern, Table table) {
        if (isExcluded(table.id())) {
            return;
        }
        if (table.isPartition()) {
            problems.add(problem(
                    "partition",
                    table.id().toString(),
                    at(pattern) + table.id() + " is a partition",
                    "include its root " + table.root()));
        } else if (!table.isPublishable()) {
            problems.add(problem(
                    "not-a-table",
                    table.id().toString(),
                    at(pattern) + table.id() + " is " + kind(table) + ", of which the log carries no rows",
                    "take it out of `tables`"));
        } else {
            selected.put(table, pattern);
        }
    }

    private void add(TablePattern pattern, Table table) {
        if (!isExcluded(table.id())) {
            selected.putIfAbsent(table, pattern);
        }
    }

    private boolean isExcluded(TableId table) {
        return selection.exclude().stream().anyMatch(pattern -> pattern.matches(table));
    }

    private static String kind(Table table) {
        return switch (table.kind()) {
            case VIEW -> "a view";
            case MATERIALIZED_VIEW -> "a materialized view";
            case FOREIGN -> "a foreign table";
            case TABLE, PARTITIONED -> table.persistence().name().toLowerCase(Locale.ROOT);
        };
    }

    private Finding nothingMatches(TablePattern pattern) {
        if (!pattern.isExact()) {
            return problem(
                    "pattern-without-match",
                    pattern.text(),
                    at(pattern) + "pattern " + pattern.text() + " matches no table",
                    "correct it or take it out of `tables`");
        }
        Optional<Table> sameName = all.stream()
                .filter(table -> table.id().name().equalsIgnoreCase(pattern.name()))
                .min(Comparator.comparing(table -> !table.id().schema().equalsIgnoreCase(pattern.schema())));
        return problem(
                "table-not-found",
                pattern.text(),
                at(pattern) + "table " + pattern.text() + " does not exist",
                sameName.map(table -> "did you mean " + table.id() + "?")
                        .orElse("correct the name, which is case-sensitive, or take it out of `tables`"));
    }

    private static Finding onlyOthersMatch(TablePattern pattern, List<Table> matching) {
        return problem(
                "pattern-without-match",
                pattern.text(),
                at(pattern) + "pattern " + pattern.text() + " matches no table of its own, only "
                        + matching.get(0).id() + (matching.size() == 1 ? "" : " and the like")
                        + ": patterns skip partitions, views, unlogged and foreign tables and those of extensions",
                "correct it or take it out of `tables`");
    }

    private static String at(TablePattern pattern) {
        return pattern.location().isEmpty() ? "" : pattern.location() + ": ";
    }

    private static Finding problem(String code, String object, String message, String remedy) {
        return new Finding(code, Finding.Severity.ERROR, object, message, remedy);
    }
}
