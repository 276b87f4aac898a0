package dev.leat.capture.mysql;

import dev.leat.testkit.server.BinlogServer;
import dev.leat.testkit.server.MySqlServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Pipelines on MySQL without GTIDs, by rule C6. */
final class PlacesPipelineIT extends BinlogPipelineTests {
    private static BinlogServer server;

    @BeforeAll
    static void startServer() {
        server = MySqlServer.builder()
                .setting("gtid_mode", "OFF")
                .setting("enforce_gtid_consistency", "OFF")
                .start();
        server.execute("GRANT LOCK TABLES ON *.* TO " + BinlogServer.USER); // by rule C6
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Override
    BinlogServer server() {
        return server;
    }
}
