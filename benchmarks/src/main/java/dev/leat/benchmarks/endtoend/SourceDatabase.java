package dev.leat.benchmarks.endtoend;

import java.util.ArrayList;
import java.util.List;

/** A database that workloads are written to, and pipelines read. Statements of both products stand in one place per product. */
interface SourceDatabase {
    /** {@code type}, {@code url} and whatever else a capture needs, as lines under {@code capture:}. */
    List<String> capture();

    /** The table as a pipeline's list names it. */
    String nameOf(String table);

    /** Makes a table of five columns. */
    void createNarrow(String table);

    /** Inserts rows with the keys from 0 on. */
    void insertNarrow(String table, long rows, long rowsPerTransaction);

    /** Makes a table of twenty columns of mixed types, with rows that have the keys from 0 on, whose updates are logged whole. */
    void createWide(String table, long rows);

    /** Changes two columns of each row. */
    void updateWide(String table, long rows, long rowsPerTransaction);

    /** Runs a statement for {@code low} to {@code high}, over and over until it was run for all rows. */
    void inTransactions(long rows, long rowsPerTransaction, String statement);

    /** A pipeline that takes a table to a sink. */
    default List<String> pipeline(String name, String table, List<String> sink) {
        List<String> lines = new ArrayList<>(List.of("name: " + name, "capture:"));
        capture().forEach(line -> lines.add("  " + line));
        lines.addAll(List.of("tables:", "  include: [" + nameOf(table) + "]", "sinks:"));
        lines.addAll(sink);
        return lines;
    }
}
