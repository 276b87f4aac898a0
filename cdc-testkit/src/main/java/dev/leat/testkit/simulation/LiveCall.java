package dev.leat.testkit.simulation;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.capture.LiveMode;
import dev.leat.api.capture.StreamStart;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One call of {@code Capture.live}, step by step: the publication first, then the slot, then the cursor, then the stream. */
final class LiveCall {
    private final CaptureModel capture;
    private final LiveMode mode;
    private final Set<SourceTable> tables;
    private @Nullable StreamStart start;
    private boolean storesCursor;

    LiveCall(CaptureModel capture, LiveMode mode, Set<SourceTable> tables) {
        this.capture = capture;
        this.mode = mode;
        this.tables = tables;
    }

    /**
     * The next step.
     *
     * @return how the stream begins, when this was the last step; else null
     * @throws CdcException GAP
     */
    @Nullable
    StreamStart step() {
        for (SourceTable table : tables) {
            if (!table.isPublished()) {
                if (!capture.takesBarrierEarly(table)) {
                    capture.publish(table);
                }
                return null;
            }
        }
        StreamStart decided = start;
        if (decided == null) {
            start = decide();
            return null;
        }
        if (storesCursor) {
            storesCursor = false;
            capture.storeCursor(decided.position().sequence());
            if (decided.kind() == StreamStart.Kind.FRESH) {
                capture.beganAnew();
            }
            return null;
        }
        if (!capture.hasSlot()) {
            throw gap("the slot is gone");
        }
        capture.connected();
        return decided;
    }

    private StreamStart decide() {
        if (!capture.hasSlot() && capture.hasCursor() && mode == LiveMode.RESUME) {
            throw gap("the slot is gone");
        }
        if (!capture.hasSlot()) {
            return fresh();
        }
        if (capture.hasCursor() && capture.slot() > capture.cursor()) {
            if (mode == LiveMode.RESUME) {
                throw gap("the slot has moved past the cursor");
            }
            return fresh();
        }
        storesCursor = !capture.hasCursor();
        return begin(StreamStart.Kind.RESUMED, capture.resumePoint());
    }

    private StreamStart fresh() {
        capture.createSlot();
        storesCursor = true;
        return begin(StreamStart.Kind.FRESH, capture.slot());
    }

    private StreamStart begin(StreamStart.Kind kind, long lsn) {
        capture.trace().event("live", lsn, () -> kind + " at " + lsn);
        return new StreamStart(kind, SourceModel.position(lsn));
    }

    private CdcException gap(String what) {
        Violation.unless(capture.isHistoryLost(), "false gap", () -> what);
        return new CdcException(ErrorKind.GAP, what);
    }
}
