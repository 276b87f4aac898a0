package dev.leat.capture.postgres.snapshot;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The file that a table's rows are in.
 *
 * @param number changes when the table is rewritten or emptied; 0 for a table that has none
 * @param pages how many there are; rows that a snapshot sees which was taken before are in these
 */
record TableFile(long number, long pages) {
    /** Asks for the file of the table with this OID. */
    static String query(int oid) {
        String table = Integer.toUnsignedLong(oid) + "::oid";
        return "SELECT coalesce(pg_relation_filenode(" + table + ")::int8, 0), coalesce(pg_relation_size(" + table
                + ") / current_setting('block_size')::int8, 0)";
    }

    static TableFile read(ResultSet row) throws SQLException {
        row.next();
        return new TableFile(row.getLong(1), row.getLong(2));
    }

    boolean has(Place place) {
        return place.file() == number;
    }

    /** The end of so many pages behind a place; the end of the table if it is reached. */
    Optional<Place> end(long firstPage, long count) {
        long last = firstPage + count - 1;
        return last >= pages - 1 ? Optional.empty() : Optional.of(Place.endOf(number, last));
    }
}
