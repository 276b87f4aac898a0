package dev.leat.benchmarks.endtoend;

import dev.leat.capture.mysql.wire.DumpStart;
import dev.leat.testkit.server.BinlogServer;

/**
 * Where all readers begin: with a file of the log, so that none has to look for its place.
 *
 * @param gtids the transactions before it, as the server writes them
 */
record LogBegin(String file, String gtids) {
    static final long OFFSET = DumpStart.File.FIRST_OFFSET;

    /** Lets the server begin a file. */
    static LogBegin make(BinlogServer server) {
        server.execute("FLUSH BINARY LOGS");
        return new LogBegin(
                server.query("SHOW BINARY LOG STATUS"),
                server.query("SELECT @@global.gtid_executed").replace("\n", ""));
    }
}
