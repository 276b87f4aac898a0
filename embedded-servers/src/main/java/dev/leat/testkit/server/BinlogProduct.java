package dev.leat.testkit.server;

/** The servers that a test of the binary log runs on, as the parameter of the test. */
public enum BinlogProduct {
    MYSQL,
    MARIADB;

    /** The server that all tests of this JVM share; see {@link MySqlServer#shared()} and {@link MariaDbServer#shared()}. */
    public BinlogServer shared() {
        return this == MYSQL ? MySqlServer.shared() : MariaDbServer.shared();
    }

    /** A private server. */
    public BinlogServer.Builder builder() {
        return this == MYSQL ? MySqlServer.builder() : MariaDbServer.builder();
    }
}
