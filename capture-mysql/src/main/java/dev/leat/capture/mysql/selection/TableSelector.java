package dev.leat.capture.mysql.selection;

import dev.leat.api.Finding;
import dev.leat.api.plugin.TablePattern;
import dev.leat.api.plugin.TableSelection;
import dev.leat.api.schema.TableId;
import dev.leat.capture.mysql.catalog.Table;
import dev.leat.capture.mysql.finding.SourceFinding;
import dev.leat.capture.mysql.session.Sql;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Matches the names and patterns of the file with the tables that exist. */
final class TableSelector {
    private final TableSelection selection;
    private final @Nullable String defaultSchema;
    private final List<Table> all;
    private final List<Finding> problems = new ArrayList<>();
    private final Map<Table, TablePattern> selected = new LinkedHashMap<>();

    /** @param defaultSchema whose tables are meant where the file names none; null if the url names no database */
    TableSelector(TableSelection selection, @Nullable String defaultSchema, List<Table> all) {
        this.selection = selection;
        this.defaultSchema = defaultSchema;
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
                .filter(table -> Storage.looksLikeTable(table) && !Storage.isLogged(table) && !isExcluded(table.id()))
                .map(table -> SourceFinding.TABLE_SKIPPED.about(
                        table.id().toString(),
                        table.id() + " is " + Storage.describe(table) + ", and patterns pass over such",
                        "name it under `exclude`"))
                .toList();
    }

    private void select() {
        for (TablePattern pattern : include()) {
            List<Table> matching = matching(pattern);
            if (matching.isEmpty()) {
                problems.add(nothingMatches(pattern));
            } else if (pattern.isExact()) {
                matching.forEach(table -> name(pattern, table));
            } else {
                matching.stream().filter(Storage::isLogged).forEach(table -> add(pattern, table));
                if (matching.stream().noneMatch(Storage::isLogged)) {
                    problems.add(onlyOthersMatch(pattern, matching));
                }
            }
        }
        for (TablePattern pattern : selection.exclude()) {
            if (matching(pattern).isEmpty()) {
                problems.add(nothingMatches(pattern));
            }
        }
        if (include().isEmpty()) {
            problems.add(problem(
                    SourceFinding.DEFAULT_DATABASE,
                    "url",
                    "the file names no tables, and the url no database",
                    "write the database behind the port, mysql://host:3306/shop, or name tables with `tables: {include:"
                            + " [schema.table]}`"));
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
        if (!selection.include().isEmpty() || defaultSchema == null) {
            return selection.include();
        }
        return List.of(new TablePattern(defaultSchema, "*", false, true, List.of(), "tables"));
    }

    private List<Table> matching(TablePattern pattern) {
        return all.stream().filter(table -> pattern.matches(table.id())).toList();
    }

    private void name(TablePattern pattern, Table table) {
        if (isExcluded(table.id())) {
            return;
        }
        if (Storage.isLogged(table)) {
            selected.put(table, pattern);
        } else {
            problems.add(problem(
                    SourceFinding.NOT_A_TABLE,
                    table.id().toString(),
                    at(pattern) + table.id() + " is " + Storage.describe(table),
                    "take it out of `tables`"));
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

    private Finding nothingMatches(TablePattern pattern) {
        if (!pattern.isExact()) {
            return problem(
                    SourceFinding.PATTERN_WITHOUT_MATCH,
                    pattern.text(),
                    at(pattern) + "pattern " + pattern.text() + " matches no table that the account has a right to",
                    "correct it, take it out of `tables`, or GRANT SELECT ON what is meant");
        }
        Optional<Table> sameName = all.stream()
                .filter(table -> table.id().name().equalsIgnoreCase(pattern.name()))
                .min(Comparator.comparing(table -> !table.id().schema().equalsIgnoreCase(pattern.schema())));
        return problem(
                SourceFinding.TABLE_NOT_FOUND,
                pattern.text(),
                at(pattern) + "table " + pattern.text() + " does not exist, or the account has no right to it",
                sameName.map(table -> "did you mean " + table.id() + "?")
                        .orElse(
                                "correct the name, which is case-sensitive, take it out of `tables`, or GRANT SELECT ON "
                                        + Sql.qualified(new TableId(pattern.schema(), pattern.name()))
                                        + " TO the account"));
    }

    private static Finding onlyOthersMatch(TablePattern pattern, List<Table> matching) {
        return problem(
                SourceFinding.PATTERN_WITHOUT_MATCH,
                pattern.text(),
                at(pattern) + "pattern " + pattern.text() + " matches no table of its own, only "
                        + matching.get(0).id() + (matching.size() == 1 ? "" : " and the like")
                        + ": patterns skip views and all else whose rows are not logged",
                "correct it or take it out of `tables`");
    }

    private static String at(TablePattern pattern) {
        return pattern.location().isEmpty() ? "" : pattern.location() + ": ";
    }

    private static Finding problem(SourceFinding code, String object, String message, String remedy) {
        return code.about(object, message, remedy);
    }
}
