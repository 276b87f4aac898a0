package dev.leat.capture.mysql;

import dev.leat.testkit.server.BinlogServer;
import dev.leat.testkit.server.MariaDbServer;

/** Pipelines on the server that the tests share. */
final class MariaDbPipelineIT extends BinlogPipelineTests {
    @Override
    BinlogServer server() {
        return MariaDbServer.shared();
    }
}
