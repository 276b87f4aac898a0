package dev.leat.capture.mysql.log;

/** How a server says where a reader of its log stands. */
public enum Positioning {
    /** MySQL with {@code gtid_mode=ON}: the set of transactions that were executed. */
    GTIDS("GTID sets"),
    /** MariaDB: the last transaction of each domain. */
    DOMAINS("GTIDs of domains"),
    /** MySQL without GTIDs: a file and a byte in it. */
    FILES("file and offset");

    private final String text;

    Positioning(String text) {
        this.text = text;
    }

    /** For messages. */
    public String text() {
        return text;
    }
}
