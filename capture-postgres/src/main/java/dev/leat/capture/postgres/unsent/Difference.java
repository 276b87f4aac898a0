package dev.leat.capture.postgres.unsent;

import dev.leat.capture.postgres.catalog.Trace;
import dev.leat.capture.postgres.catalog.Trace.Part;

/** What happened to a table's rows between two traces of it, apart from what was sent. */
record Difference(Trace before, Trace now) {
    /**
     * Whether values may have been rewritten: {@code ALTER COLUMN ... TYPE ... USING} and {@code SET EXPRESSION} write the rows into
     * another file and a row of {@code pg_attribute} anew. Neither alone tells anything: VACUUM FULL, CLUSTER, TRUNCATE and SET
     * TABLESPACE change the file only, SET STATISTICS, SET DEFAULT and SET NOT NULL the column only. Whether both were one command
     * can't be told by transaction ids, since later commands write {@code pg_class} again; but where there is a table of
     * large values, ALTER TABLE makes another one, and VACUUM FULL and the like don't.
     */
    boolean isRewritten() {
        boolean isColumnWritten = now.columns().entrySet().stream().anyMatch(column -> {
            Integer writer = before.columns().get(column.getKey());
            return writer != null && !writer.equals(column.getValue());
        });
        return isColumnWritten
                && now.parts().entrySet().stream().anyMatch(part -> {
                    Part known = before.parts().get(part.getKey());
                    return known != null && hasFileOfAlter(known, part.getValue());
                });
    }

    private static boolean hasFileOfAlter(Part before, Part now) {
        return before.file() != now.file() && (before.largeTable() == 0 || before.largeTable() != now.largeTable());
    }
}
