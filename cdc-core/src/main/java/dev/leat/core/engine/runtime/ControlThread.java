package dev.leat.core.engine.runtime;

import dev.leat.api.capture.SourceIdentity;
import dev.leat.api.sink.SchemaAnswer;
import dev.leat.api.sink.Sink;
import dev.leat.core.engine.decision.ControlCall;
import java.util.concurrent.LinkedBlockingQueue;

/** Makes one sink's control calls, one after the other. */
final class ControlThread implements Runnable {
    private final Sink sink;
    private final SourceIdentity source;
    private final ControlEvents events;
    private final LinkedBlockingQueue<ControlCall> calls = new LinkedBlockingQueue<>();

    /** Who is told; called on this thread. */
    interface ControlEvents {
        void done(ControlCall call, int generation);

        void answered(ControlCall.ChangeSchema call, SchemaAnswer need);

        void failed(ControlCall call, Throwable cause);
    }

    ControlThread(Sink sink, SourceIdentity source, ControlEvents events) {
        this.sink = sink;
        this.source = source;
        this.events = events;
    }

    void call(ControlCall call) {
        calls.add(call);
    }

    @Override
    public void run() {
        try {
            while (true) {
                ControlCall call = calls.take();
                try {
                    if (call instanceof ControlCall.ChangeSchema changed) {
                        events.answered(changed, sink.changeSchema(changed.change()));
                    } else {
                        events.done(call, make(call));
                    }
                } catch (Throwable failure) {
                    events.failed(call, failure);
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private int make(ControlCall call) {
        if (call instanceof ControlCall.BeginSeed begin) {
            return sink.beginSeed(begin.table(), begin.anew());
        }
        if (call instanceof ControlCall.SaveProgress save) {
            sink.saveProgress(save.table().table(), save.generation(), save.progress());
        } else if (call instanceof ControlCall.CompleteSeed complete) {
            sink.completeSeed(complete.table(), complete.generation(), source);
        } else if (call instanceof ControlCall.StoreMarks store) {
            sink.storeMarks(store.marks());
        } else {
            throw new AssertionError(call);
        }
        return 0;
    }
}
