package dev.leat.benchmarks.endtoend;

import java.io.IOException;
import java.sql.SQLException;

/**
 * A reader that is compared with others.
 *
 * @param name for tables and plots
 * @param reading reads everything once, from the same place of the log each time
 */
record StreamReader(String name, Reading reading) {

    /** One reading. */
    @FunctionalInterface
    interface Reading {
        Measured run() throws IOException, SQLException;
    }
}
