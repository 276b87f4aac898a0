package dev.leat.testkit.simulation;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Position;
import dev.leat.api.capture.LiveMode;
import dev.leat.api.capture.StreamStart;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.Operation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One process's stream thread: reads ahead a few batches, and opens the next connection when it is told to. */
final class StreamLink {
    private static final int NONE = -1;

    private final World world;
    private final Set<SourceTable> tables;
    private final Batches batches;
    private final StreamEvents events;
    private final Deque<ChangeBatch> unseen = new ArrayDeque<>();
    private @Nullable StreamModel stream;
    private int connection;
    private long deliveredTo;
    private boolean broken;
    private boolean progressAsked;
    private @Nullable LiveCall opening;
    private int openingConnection = NONE;

    /** Who is told what the stream brings. */
    interface StreamEvents {
        void opened(int connection, StreamStart start);

        void received(int connection, ChangeBatch batch);

        void failed(int connection, CdcException cause);
    }

    StreamLink(World world, Set<SourceTable> tables, Batches batches, StreamEvents events) {
        this.world = world;
        this.tables = tables;
        this.batches = batches;
        this.events = events;
    }

    void begin(int newConnection, StreamStart start) {
        stream = new StreamModel(world.capture(), start, tables, batches);
        connection = newConnection;
        broken = false;
        progressAsked = false;
    }

    boolean isOpen() {
        return stream != null && !broken;
    }

    void requestProgress() {
        progressAsked = true;
    }

    void offer(Menu menu, boolean wanted) {
        Knobs knobs = world.knobs();
        StreamModel open = stream;
        if (open != null && !broken && wanted && unseen.size() < knobs.maxUnseenBatches) {
            if (open.hasMore()) {
                menu.add(knobs.streamWeight, () -> read(open));
            }
            boolean soon = progressAsked || world.faults().isHealed();
            menu.add(soon ? 2 : knobs.keepalive * knobs.streamWeight / 100, () -> {
                progressAsked = false;
                unseen.add(open.keepalive());
            });
        }
        if (!unseen.isEmpty()) {
            menu.add(knobs.streamWeight, this::deliver);
        } else if (broken) {
            menu.add(knobs.streamWeight, this::fail);
        }
        LiveCall call = opening;
        if (call != null) {
            menu.add(knobs.streamWeight, () -> open(call));
        }
    }

    private void read(StreamModel open) {
        ChangeBatch batch = open.read();
        if (batch != null) {
            unseen.add(batch);
        }
    }

    private void deliver() {
        ChangeBatch batch = unseen.remove();
        world.trace().event("deliver", batch.size(), () -> words(batch));
        ChangeCursor change = batch.cursor();
        while (change.next()) {
            world.oracle().brings(LaneRequest.number(change, world.source()));
        }
        for (int i = 0; i < batch.schemaCount(); i++) {
            world.oracle().announced(batch.schema(i));
        }
        Position end = batch.position();
        deliveredTo = end == null ? deliveredTo : end.sequence();
        events.received(connection, batch);
    }

    /** The place up to which the engine was given everything. */
    long deliveredTo() {
        return deliveredTo;
    }

    static String words(ChangeBatch batch) {
        StringBuilder text = new StringBuilder();
        ChangeCursor change = batch.cursor();
        while (change.next()) {
            text.append('T')
                    .append(
                            change.operation() == Operation.READ
                                    ? ""
                                    : change.transaction().id())
                    .append('.')
                    .append(change.ordinal());
            text.append(' ').append(change.operation().text()).append(", ");
        }
        return text + (batch.position() == null ? "(goes on)" : "to " + batch.position());
    }

    private void fail() {
        broken = false;
        stream = null;
        world.trace().event("broken", connection, () -> "connection " + connection);
        events.failed(connection, new CdcException(ErrorKind.CONNECTION, "scripted"));
    }

    void breakOff() {
        if (stream != null) {
            broken = true;
        }
        if (opening != null) {
            failOpening();
        }
    }

    private void failOpening() {
        int failed = openingConnection;
        opening = null;
        events.failed(failed, new CdcException(ErrorKind.CONNECTION, "scripted"));
    }

    void open(int newConnection) {
        Violation.unless(stream == null && opening == null, "order", () -> "a stream is opened while another is open");
        opening = new LiveCall(world.capture(), LiveMode.RESUME, tables);
        openingConnection = newConnection;
    }

    private void open(LiveCall call) {
        if (world.faults().failsRead()) {
            failOpening();
            return;
        }
        StreamStart start;
        try {
            start = call.step();
        } catch (CdcException gap) {
            opening = null;
            events.failed(openingConnection, gap);
            return;
        }
        if (start != null) {
            opening = null;
            begin(openingConnection, start);
            events.opened(openingConnection, start);
        }
    }

    void close(int closed) {
        if (closed == connection) {
            stream = null;
            broken = false;
            world.capture().disconnected();
        }
    }

    /** The process is gone, or over; returns whether nothing was left to be seen. */
    boolean abandon() {
        boolean nothing = unseen.isEmpty();
        unseen.forEach(ChangeBatch::release);
        unseen.clear();
        stream = null;
        opening = null;
        return nothing;
    }
}
