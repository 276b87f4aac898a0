package dev.leat.capture.mysql.stream;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.capture.mysql.binlog.Decoded;
import dev.leat.capture.mysql.log.Place;

/** Why the stream ends at something in the log that it can't deliver. */
final class Undeliverable {
    private Undeliverable() {}

    /**
     * @param at where its transaction begins
     */
    static CdcException of(Decoded what, Place at) {
        return switch (what) {
            case STATEMENT ->
                new CdcException(
                        ErrorKind.SETUP,
                        "the transaction at " + at
                                + " was logged as a statement, which does not tell the rows that it changed; SET GLOBAL binlog_format ="
                                + " ROW, and in all sessions, then seed anew with `leat reseed FILE`");
            case INCIDENT -> new CdcException(ErrorKind.GAP, "the server says that its log lost events at " + at);
            case ROLLBACK_TO_SAVEPOINT, ROLLBACK ->
                new CdcException(
                        ErrorKind.DECODE,
                        "the transaction at " + at
                                + " was logged and then rolled back in part, as happens when it changes tables of several storage"
                                + " engines; seed anew with `leat reseed FILE`");
            default -> throw new IllegalArgumentException(what.name());
        };
    }
}
