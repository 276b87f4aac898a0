package dev.leat.capture.mysql.fence;

import dev.leat.capture.mysql.log.Place;
import java.util.List;

/** The statements in a server's log that may have altered tables. */
@FunctionalInterface
interface FencedLog {
    /**
     * Those between two places that are between two transactions.
     *
     * @throws dev.leat.api.CdcException if the log cannot be read there
     */
    List<Fence> read(Place from, Place to);
}
