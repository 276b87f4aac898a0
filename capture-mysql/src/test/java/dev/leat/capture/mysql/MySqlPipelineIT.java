package dev.leat.capture.mysql;

import dev.leat.testkit.server.BinlogServer;
import dev.leat.testkit.server.MySqlServer;

/** Pipelines on the server that the tests share. */
final class MySqlPipelineIT extends BinlogPipelineTests {
    @Override
    BinlogServer server() {
        return MySqlServer.shared();
    }
}
