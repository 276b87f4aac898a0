package dev.leat.capture.mysql.xa;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.capture.mysql.log.Place;
import org.jspecify.annotations.Nullable;

/** A transaction that was committed, and whose rows the log does not have any more. */
final class LostRows {
    private LostRows() {}

    /**
     * What the stream ends with.
     *
     * @param committed where its commit stands
     * @param why what the log has instead
     */
    static CdcException gap(String xid, Place committed, String why, @Nullable CdcException cause) {
        return new CdcException(
                ErrorKind.GAP,
                "the rows of XA transaction " + xid + ", which was committed at " + committed
                        + ", are not in the log any more: "
                        + why + "; keep the log for longer than transactions stay prepared, then seed anew with"
                        + " `leat reseed FILE`",
                cause);
    }
}
