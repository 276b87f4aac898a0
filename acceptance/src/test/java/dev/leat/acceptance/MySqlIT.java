package dev.leat.acceptance;

import dev.leat.testkit.server.BinlogServer;
import dev.leat.testkit.server.MySqlServer;

/** The packaged product on MySQL. */
final class MySqlIT extends BinlogSourceTests {
    @Override
    BinlogServer server() {
        return MySqlServer.shared();
    }

    @Override
    BinlogServer.Builder builder() {
        return MySqlServer.builder();
    }
}
