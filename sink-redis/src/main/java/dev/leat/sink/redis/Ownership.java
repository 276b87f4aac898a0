package dev.leat.sink.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A claim: which term it is and who holds it, as they stand in the target. */
final class Ownership {
    private final long term;
    private final byte[] owner;
    private final StateHash state;
    private final Endpoint endpoint;

    Ownership(long term, String owner, StateHash state, Endpoint endpoint) {
        this.term = term;
        this.owner = owner.getBytes(UTF_8);
        this.state = state;
        this.endpoint = endpoint;
    }

    long term() {
        return term;
    }

    /**
     * Compares the claim with what the target has now.
     *
     * @throws CdcException FENCED when another process has claimed it since; GAP when the target lost its state
     */
    void require(@Nullable Object storedTerm, @Nullable Object storedOwner) {
        long stored = number(storedTerm);
        if (stored == term && storedOwner instanceof byte[] bytes && Arrays.equals(bytes, owner)) {
            return;
        }
        if (stored > term) {
            String by = storedOwner instanceof byte[] bytes ? new String(bytes, UTF_8) : "another process";
            throw new CdcException(
                    ErrorKind.FENCED,
                    "the rows in Redis at " + endpoint + " now belong to " + by + " (term " + stored + ", ours was "
                            + term + "): this process writes no more");
        }
        throw lost(endpoint, state);
    }

    /** The state that was there is gone: what the rows are worth is not known. */
    static CdcException lost(Endpoint endpoint, StateHash state) {
        return new CdcException(
                ErrorKind.GAP,
                "Redis at " + endpoint + " lost the hash " + state.name()
                        + " or went back to an older one (flushed, evicted, or restarted without its last writes), and"
                        + " rows with it; run again: tables without seed state are seeded anew");
    }

    private static long number(@Nullable Object stored) {
        if (!(stored instanceof byte[] digits)) {
            return 0;
        }
        try {
            return Long.parseLong(new String(digits, UTF_8));
        } catch (NumberFormatException e) { // not ours
            return 0;
        }
    }
}
