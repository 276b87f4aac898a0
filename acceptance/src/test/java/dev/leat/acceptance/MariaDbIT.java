package dev.leat.acceptance;

import dev.leat.testkit.server.BinlogServer;
import dev.leat.testkit.server.MariaDbServer;

/** The packaged product on MariaDB. */
final class MariaDbIT extends BinlogSourceTests {
    @Override
    BinlogServer server() {
        return MariaDbServer.shared();
    }

    @Override
    BinlogServer.Builder builder() {
        return MariaDbServer.builder().setting("slave_connections_needed_for_purge", "0"); // it would keep the files
    }
}
