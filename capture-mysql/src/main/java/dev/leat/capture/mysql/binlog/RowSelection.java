package dev.leat.capture.mysql.binlog;

/** Which rows a {@link BinlogDecoder} decodes. Events with other rows, and their table maps, answer {@link Decoded#WITHHELD}. */
public enum RowSelection {
    /** All, where they stand: also those of transactions that are only prepared at their ends. */
    ALL,
    /** All but those of XA transactions, which count where these are committed. */
    BUT_XA,
    /** None, for somebody who looks for transactions and statements. */
    NONE
}
