package dev.leat.core.engine.runtime;

import dev.leat.api.sink.Marks;
import dev.leat.api.sink.Sink;
import dev.leat.api.sink.SinkWriter;
import dev.leat.api.sink.WriteReport;
import dev.leat.core.engine.decision.LaneWrite;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** Writes what one lane is given, through a writer of its own. */
final class LaneThread implements Runnable {
    private final Sink sink;
    private final int lane;
    private final LaneEvents events;
    private final LinkedBlockingQueue<Work> work = new LinkedBlockingQueue<>();
    private volatile @Nullable SinkWriter writer;

    /** Who is told; called on this thread. */
    interface LaneEvents {
        void written(LaneWrite write, WriteReport report);

        void failed(LaneWrite write, Throwable cause);
    }

    LaneThread(Sink sink, int lane, LaneEvents events) {
        this.sink = sink;
        this.lane = lane;
        this.events = events;
    }

    void write(LaneWrite write, Marks marks) {
        work.add(new Work(write, marks));
    }

    @Override
    public void run() {
        try {
            while (true) {
                Work next = work.take();
                write(next);
            }
        } catch (InterruptedException stopped) {
            close();
        }
    }

    private void write(Work next) {
        try {
            SinkWriter open = writer;
            if (open != null && next.write.needsNewWriter()) {
                writer = null;
                open.close();
                open = null;
            }
            if (open == null) {
                open = sink.openWriter(lane);
                writer = open;
            }
            events.written(next.write, open.write(next.write.changes(), next.marks));
        } catch (Throwable failure) {
            events.failed(next.write, failure);
        }
    }

    /** Any thread; frees a blocked write. */
    void close() {
        SinkWriter open = writer;
        writer = null;
        if (open != null) {
            open.close();
        }
    }

    private record Work(LaneWrite write, Marks marks) {}
}
