package dev.leat.capture.mysql.snapshot;

import java.sql.SQLException;

/** DDL that came between a view and the rows that are read in it: it has to be read once more. */
final class TableChanged {
    private static final int UNKNOWN_COLUMN = 1054;
    private static final int NO_SUCH_TABLE = 1146;

    /** The table was made anew behind the view: what the server says itself. */
    private static final int DEFINITION_CHANGED = 1412;

    private TableChanged() {}

    static boolean is(SQLException failure) {
        return switch (failure.getErrorCode()) {
            case UNKNOWN_COLUMN, NO_SUCH_TABLE, DEFINITION_CHANGED -> true;
            default -> false;
        };
    }

    /** Its columns have other types than those that it was said to have. */
    static SQLException meanwhile() {
        return new SQLException("the table's columns have changed while it was read", "HY000", DEFINITION_CHANGED);
    }
}
