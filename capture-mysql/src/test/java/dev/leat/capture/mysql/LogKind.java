package dev.leat.capture.mysql;

import dev.leat.testkit.server.BinlogServer;
import dev.leat.testkit.server.MariaDbServer;
import dev.leat.testkit.server.MySqlServer;

/** The three ways in which servers say where a reader of their log stands. */
enum LogKind {
    /** MySQL with GTIDs. */
    GTIDS {
        @Override
        BinlogServer.Builder builder() {
            return MySqlServer.builder();
        }
    },
    /** MySQL without GTIDs. */
    PLACES {
        @Override
        BinlogServer.Builder builder() {
            return MySqlServer.builder().setting("gtid_mode", "OFF").setting("enforce_gtid_consistency", "OFF");
        }

        @Override
        void grant(BinlogServer server) {
            server.execute("GRANT LOCK TABLES ON *.* TO " + BinlogServer.USER); // by rule C6
        }
    },
    /** MariaDB. */
    DOMAINS {
        @Override
        BinlogServer.Builder builder() {
            // the files are only kept for replicas that are connected, by default
            return MariaDbServer.builder().setting("loose_slave_connections_needed_for_purge", "0");
        }
    };

    abstract BinlogServer.Builder builder();

    /** What the pipeline's role needs beyond what it has. */
    void grant(BinlogServer server) {
        // nothing
    }

    /** A server of the test class alone. */
    BinlogServer start() {
        BinlogServer server = builder().start();
        grant(server);
        return server;
    }
}
