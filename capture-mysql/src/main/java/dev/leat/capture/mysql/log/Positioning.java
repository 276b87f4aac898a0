package dev.leat.capture.mysql.log;

/** How a server says where a reader of its log stands. */
public enum Positioning {
    /** MySQL with {@code gtid_mode=ON}: the set of transactions that were executed. */
    GTIDS,
    /** MariaDB: the last transaction of each domain. */
    DOMAINS,
    /** MySQL without GTIDs: a file and a byte in it. */
    FILES
}
