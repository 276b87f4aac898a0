package dev.leat.capture.postgres.catalog;

import java.util.List;

/**
 * The columns of a table whose values the server may store apart (TOAST).
 *
 * @param names in the table's order
 * @param areStored whether values lie apart already, in whatever column
 */
public record LargeColumns(List<String> names, boolean areStored) {

    public LargeColumns {
        names = List.copyOf(names);
    }
}
