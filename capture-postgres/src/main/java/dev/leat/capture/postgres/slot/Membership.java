package dev.leat.capture.postgres.slot;

import java.util.Collections;
import java.util.Set;

/**
 * How a table is in a publication.
 *
 * @param rows the OIDs of the catalog's rows by which it is in, its own, its schema's or its root's; none: not known
 * @param definition what the publication lists for it: columns and row filter
 */
record Membership(Set<Integer> rows, String definition) {
    static final Membership UNKNOWN = new Membership(Set.of(), "");

    Membership {
        rows = Set.copyOf(rows);
    }

    /**
     * Whether the table may have been published all the time from this one to another. {@code SET TABLE} makes rows anew that
     * define something else, at once; rows that are new and define the same were taken out before.
     */
    boolean mayHaveLastedUntil(Membership later) {
        return rows.isEmpty() || !definition.equals(later.definition) || !Collections.disjoint(rows, later.rows);
    }
}
