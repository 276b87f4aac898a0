package dev.leat.capture.mysql.fence;

import dev.leat.capture.mysql.log.Place;
import java.util.List;

/** The statements in a server's log that may have altered tables. */
interface FencedLog extends AutoCloseable {
    /**
     * Those between two places that are between two transactions.
     *
     * @throws dev.leat.api.CdcException if the log cannot be read there
     */
    List<Fence> read(Place from, Place to);

    /** Ends a reading that is under way, which then fails, and all later ones. From any thread. */
    @Override
    void close();
}
