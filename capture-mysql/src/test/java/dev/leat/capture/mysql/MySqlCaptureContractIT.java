package dev.leat.capture.mysql;

import dev.leat.testkit.server.BinlogServer;
import dev.leat.testkit.server.MySqlServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract of captures on a server of its own, whose log is purged. */
class MySqlCaptureContractIT extends BinlogCaptureContract {
    private static BinlogServer server;

    @BeforeAll
    static void startServer() {
        server = prepared(MySqlServer.builder().start());
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Override
    protected BinlogServer server() {
        return server;
    }
}
