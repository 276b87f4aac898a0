package dev.leat.sink.elasticsearch;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;

/** What an answer that is no success means. */
final class Refusals {
    static final String NO_INDEX = "index_not_found_exception";
    static final String NO_INDEX_NAME = "invalid_index_name_exception";
    static final String CONFLICT = "version_conflict_engine_exception";
    static final String BLOCK = "cluster_block_exception";
    static final String CLOSED = "index_closed_exception";

    private Refusals() {}

    /** Whether the target is busy and says so. */
    static boolean isBusy(int status, String type) {
        return status == 429 ? !type.equals(BLOCK) : status == 502 || status == 503 || status == 504;
    }

    /** Whether somebody has to do something first: 403, or 429 on a full disk. With 503 the cluster only has no master yet. */
    private static boolean isBlocked(int status, String type) {
        return type.equals(BLOCK) && status != 503;
    }

    /**
     * The failure of a request about an index or the sink's own state.
     *
     * @param what the request in words, for the message: "creating the index x"
     */
    static CdcException of(Answer answer, String what, Endpoint endpoint) {
        return of(answer.status(), answer.errorType(), answer.errorReason(), what, endpoint);
    }

    /**
     * The failure of a request or of an item.
     *
     * @param reason the target's text, empty where it may quote a row
     */
    static CdcException of(int status, String type, String reason, String what, Endpoint endpoint) {
        String failed = what + " at " + endpoint + " failed with " + status + (type.isEmpty() ? "" : " " + type);
        String why = reason.isEmpty() ? "" : ": " + reason;
        if (status == 401) {
            return new CdcException(
                    ErrorKind.SETUP, failed + ": user, password or api-key is wrong for " + endpoint.credentials());
        }
        if (isBlocked(status, type)) {
            return new CdcException(
                    ErrorKind.CONNECTION,
                    failed + ": the index or cluster takes no writes; free disk space, then PUT"
                            + " INDEX/_settings {\"index.blocks.read_only_allow_delete\":null,\"index.blocks.write\":null}");
        }
        if (status == 403) {
            return new CdcException(
                    ErrorKind.SETUP, failed + why + ": grant " + Privileges.NEEDED + " to " + endpoint.credentials());
        }
        if (type.equals(CLOSED)) {
            return new CdcException(ErrorKind.CONNECTION, failed + ": the index is closed; POST INDEX/_open");
        }
        if (isBusy(status, type) || status >= 500 || status == 408) {
            return new CdcException(ErrorKind.CONNECTION, failed + why);
        }
        return new CdcException(ErrorKind.SETUP, failed + why);
    }

    /** An index or an alias that was there is gone. */
    static CdcException lost(String what, Endpoint endpoint) {
        return new CdcException(
                ErrorKind.TARGET_LOST,
                endpoint + " lost " + what + " (index or alias deleted): its table is seeded anew");
    }

    /** The sink's own document is gone or went back: nobody knows what the target has. */
    static CdcException lostState(String what, Endpoint endpoint) {
        return new CdcException(
                ErrorKind.GAP,
                endpoint + " lost " + what
                        + ", and how far it was led with it (index deleted, or the cluster went back to an older state)");
    }
}
