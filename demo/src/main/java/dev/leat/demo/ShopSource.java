package dev.leat.demo;

import java.sql.Connection;
import java.sql.SQLException;

/** The shop's database, and what of its SQL is the server's own: the rest is the same everywhere. */
interface ShopSource extends AutoCloseable {
    String DATABASE = "shop";

    /** A connection of the shop's owner, in UTC, that may run several statements at once. */
    Connection connect() throws SQLException;

    /** The type of capture that reads it. */
    String captureType();

    /** Without role and password. */
    String url();

    /** The pipeline's role. */
    String user();

    /** Of that role. */
    String password();

    /** The script that creates the tables. */
    String tables();

    /** Two words as {@code products.tags} takes them. */
    String tags(String first, String second);

    /** The expression that adds a campaign to {@code products.details}. */
    String campaign();

    /** A query for a table's rows, each as one JSON object. */
    String rowsAsJson(String table) throws SQLException;

    @Override
    void close();
}
