package dev.leat.capture.postgres.selection;

import dev.leat.api.Finding;
import dev.leat.api.plugin.TablePattern;
import dev.leat.api.plugin.TableSelection;
import dev.leat.api.schema.TableId;
import dev.leat.capture.postgres.catalog.Table;
import dev.leat.capture.postgres.finding.SourceFinding;
import dev.leat.capture.postgres.session.Sql;
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

    /** Tables that a pattern of the file matches, and that the log has no rows of. */
    List<Finding> skipped() {
        return include().stream()
                .filter(pattern -> !pattern.isExact())
                .flatMap(pattern -> matching(pattern).stream())
                .distinct()
                .filter(table -> isUnlogged(table) && !isExcluded(table.id()))
                .map(table -> SourceFinding.TABLE_SKIPPED.about(
                        table.id().toString(),
                        table.id() + " is " + kind(table) + ", and patterns pass over such",
                        table.kind() == Table.Kind.FOREIGN
                                ? "capture it where its rows are, or name it under `exclude`"
                                : "ALTER TABLE "
                                        + Sql.qualified(
                                                table.id().schema(), table.id().name())
                                        + " SET LOGGED, or name it under `exclude`"))
                .toList();
    }

    private static boolean isUnlogged(Table table) {
        boolean isOwn = table.extension() == null && !table.isPartition();
        return isOwn && (table.kind() == Table.Kind.FOREIGN || table.persistence() == Table.Persistence.UNLOGGED);
    }

    private void select() {
        for (TablePattern pattern : include()) {
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
                    SourceFinding.NO_TABLE,
                    "tables",
                    "everything that is included is excluded as well",
                    "name tables with `tables: {include: [schema.table]}`"));
        }
    }

    private List<TablePattern> include() {
        return selection.include().isEmpty()
                ? List.of(new TablePattern(TableResolver.DEFAULT_SCHEMA, "*", false, true, List.of(), "tables"))
                : selection.include();
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
                    SourceFinding.PARTITION,
                    table.id().toString(),
                    at(pattern) + table.id() + " is a partition",
                    "include its root " + table.root()));
        } else if (!table.isPublishable()) {
            problems.add(problem(
                    SourceFinding.NOT_A_TABLE,
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
                    SourceFinding.PATTERN_WITHOUT_MATCH,
                    pattern.text(),
                    at(pattern) + "pattern " + pattern.text() + " matches no table",
                    "correct it or take it out of `tables`");
        }
        Optional<Table> sameName = all.stream()
                .filter(table -> table.id().name().equalsIgnoreCase(pattern.name()))
                .min(Comparator.comparing(table -> !table.id().schema().equalsIgnoreCase(pattern.schema())));
        return problem(
                SourceFinding.TABLE_NOT_FOUND,
                pattern.text(),
                at(pattern) + "table " + pattern.text() + " does not exist",
                sameName.map(table -> "did you mean " + table.id() + "?")
                        .orElse("correct the name, which is case-sensitive, or take it out of `tables`"));
    }

    private static Finding onlyOthersMatch(TablePattern pattern, List<Table> matching) {
        return problem(
                SourceFinding.PATTERN_WITHOUT_MATCH,
                pattern.text(),
                at(pattern) + "pattern " + pattern.text() + " matches no table of its own, only "
                        + matching.get(0).id() + (matching.size() == 1 ? "" : " and the like")
                        + ": patterns skip partitions, views, unlogged and foreign tables and those of extensions",
                "correct it or take it out of `tables`");
    }

    private static String at(TablePattern pattern) {
        return pattern.location().isEmpty() ? "" : pattern.location() + ": ";
    }

    private static Finding problem(SourceFinding code, String object, String message, String remedy) {
        return code.about(object, message, remedy);
    }
}
