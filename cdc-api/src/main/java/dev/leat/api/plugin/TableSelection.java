package dev.leat.api.plugin;

import dev.leat.api.change.Operation;
import java.util.List;
import java.util.Set;

/**
 * Which tables, columns and operations the file selects; resolved by the capture against the source's catalog.
 *
 * @param include empty: every table of the default schema
 * @param exclude wins over {@code include}
 * @param operations the operations that are delivered; READ is not among them
 */
public record TableSelection(List<TablePattern> include, List<TablePattern> exclude, Set<Operation> operations) {
    /** Copies the collections. */
    public TableSelection {
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
        operations = Set.copyOf(operations);
    }
}
