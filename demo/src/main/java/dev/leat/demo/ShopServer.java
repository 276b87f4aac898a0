package dev.leat.demo;

import dev.leat.testkit.server.MariaDbServer;
import java.nio.file.Path;

/** Which server has the shop's tables. */
public enum ShopServer {
    /** The one that the distribution has. */
    POSTGRESQL("PostgreSQL"),
    /** Its programs have to be on the class path: see {@link MariaDbServer}. */
    MARIADB("MariaDB");

    private final String product;

    ShopServer(String product) {
        this.product = product;
    }

    /** For people. */
    public String product() {
        return product;
    }

    /** Whether its programs are there, be they for this machine or not. */
    public boolean isOnClassPath() {
        return this != MARIADB || MariaDbServer.isOnClassPath();
    }

    /** Starts it with an empty database for the shop; its programs are unpacked into the folder. */
    ShopSource start(Path binaries) {
        return switch (this) {
            case POSTGRESQL -> PostgresSource.open(binaries);
            case MARIADB -> MariaDbSource.open(binaries);
        };
    }
}
