package org.example.ticker;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Position;
import dev.leat.api.capture.Capture;
import dev.leat.api.capture.ChangeStream;
import dev.leat.api.capture.LiveMode;
import dev.leat.api.capture.SourceIdentity;
import dev.leat.api.capture.SourceTables;
import dev.leat.api.capture.StreamStart;
import dev.leat.api.change.Operation;
import dev.leat.api.plugin.CaptureContext;
import dev.leat.api.plugin.TablePattern;
import dev.leat.api.plugin.TableSelection;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the clock. There is no {@code snapshot()}: the default says that current rows can't be read. There is no
 * {@code lag()}, {@code check()} or {@code leftBehind()} either: nothing lies on a server.
 */
final class TickerCapture implements Capture {
    private final Duration interval;
    private final long ticks;
    private final CaptureContext context;
    private final Cursor cursor;
    private volatile @Nullable TickerStream stream;

    /** @param ticks the number of the last row */
    TickerCapture(Duration interval, long ticks, CaptureContext context) {
        this.interval = interval;
        this.ticks = ticks;
        this.context = context;
        this.cursor = new Cursor(context.state());
    }

    /** One clock with one history. A real source names its server here, so that positions of two are never compared. */
    @Override
    public SourceIdentity source() {
        return new SourceIdentity("ticker", "");
    }

    /** Resolves what the file selects; everything that matches nothing is refused with its place in the file. */
    @Override
    public SourceTables tables() {
        TableSelection selection = context.selection();
        for (TablePattern pattern : selection.include()) {
            if (!pattern.matches(TickTable.ID)) {
                throw invalid(pattern, "matches nothing; this source has the table " + TickTable.ID);
            }
            if (!pattern.columns().isEmpty()) {
                throw invalid(pattern, "columns can't be left out of this source; remove \"columns\"");
            }
        }
        for (TablePattern pattern : selection.exclude()) {
            if (pattern.matches(TickTable.ID)) {
                throw invalid(pattern, "leaves no table; remove it");
            }
        }
        return new SourceTables(TickTable.ID.schema(), List.of(TickTable.SCHEMA));
    }

    private static CdcException invalid(TablePattern pattern, String message) {
        return new CdcException(ErrorKind.CONFIG, pattern.location() + ": " + pattern.text() + ": " + message);
    }

    /**
     * Goes on behind the last confirmed row. {@code mode} makes no difference: row n can be made again at any time, so
     * this history has no gaps.
     */
    @Override
    public ChangeStream live(LiveMode mode) {
        StreamStart start = cursor.read()
                .map(position -> new StreamStart(StreamStart.Kind.RESUMED, position))
                .orElseGet(() -> new StreamStart(StreamStart.Kind.FRESH, Cursor.behind(0)));
        boolean delivers = context.selection().operations().contains(Operation.INSERT);
        TickerStream opened = new TickerStream(start, interval, ticks, delivers, context.limits(), cursor);
        stream = opened;
        return opened;
    }

    /** The last row that there will ever be; of an endless ticker, the one that the stream has reached. */
    @Override
    public Position head() {
        TickerStream open = stream;
        if (ticks < Long.MAX_VALUE) {
            return Cursor.behind(ticks);
        }
        return open == null ? cursor.read().orElse(Cursor.behind(0)) : open.reached();
    }

    @Override
    public void close() {
        TickerStream open = stream;
        if (open != null) {
            open.close();
        }
    }
}
