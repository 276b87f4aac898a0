package dev.leat.acceptance;

import dev.leat.testkit.server.BinlogServer;
import dev.leat.testkit.server.MariaDbServer;
import org.junit.jupiter.api.Tag;

/** The packaged product on MariaDB. */
@Tag("slow")
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
