package dev.leat.core.engine.runtime;

import dev.leat.api.Position;
import dev.leat.api.capture.Capture;
import dev.leat.api.capture.ChangeStream;
import dev.leat.api.capture.LiveMode;
import dev.leat.api.change.ChangeBatch;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Reads the stream and opens it again when asked. Stops reading, but keeps the connection, while the pipeline has enough under
 * way.
 */
final class StreamThread implements Runnable {
    private static final Duration POLL = Duration.ofMillis(100);
    /** Batches that the loop may not have seen yet: enough to keep both busy. */
    private static final int MAX_UNSEEN = 4;

    private final Capture capture;
    private final StreamEvents events;
    private final LinkedBlockingQueue<Integer> opens = new LinkedBlockingQueue<>();
    private final Semaphore unseen = new Semaphore(MAX_UNSEEN);
    private final Gate gate = new Gate();
    private volatile @Nullable ChangeStream stream;
    private volatile boolean closed;

    /** Who is told; called on this thread. */
    interface StreamEvents {
        void opened(int connection, ChangeStream stream);

        void received(int connection, ChangeBatch batch);

        void failed(int connection, Throwable cause);
    }

    StreamThread(Capture capture, ChangeStream first, StreamEvents events) {
        this.capture = capture;
        this.stream = first;
        this.events = events;
    }

    @Override
    public void run() {
        int connection = 1;
        try {
            while (!closed) {
                ChangeStream open = stream;
                if (open == null) {
                    connection = opens.take();
                    open(connection);
                } else {
                    read(open, connection);
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void open(int connection) {
        try {
            ChangeStream opened = capture.live(LiveMode.RESUME);
            stream = opened;
            events.opened(connection, opened);
        } catch (Throwable failure) {
            events.failed(connection, failure);
        }
    }

    private void read(ChangeStream open, int connection) throws InterruptedException {
        try {
            while (!closed && stream == open) {
                gate.await();
                unseen.acquire();
                ChangeBatch batch = null;
                try {
                    batch = open.poll(POLL);
                } finally {
                    if (batch == null || (batch.size() == 0 && batch.position() == null)) {
                        unseen.release();
                    }
                }
                if (batch.size() == 0 && batch.position() == null) {
                    batch.release();
                } else {
                    events.received(connection, batch);
                }
            }
        } catch (InterruptedException stopped) {
            throw stopped;
        } catch (Throwable failure) {
            stream = null;
            open.close();
            if (!closed) {
                events.failed(connection, failure);
            }
        }
    }

    /** The loop has seen a batch. */
    void seen() {
        unseen.release();
    }

    /** Whether the stream is to be read. */
    void allow(boolean reading) {
        gate.set(reading);
    }

    void requestOpen(int connection) {
        opens.add(connection);
    }

    void confirm(Position position) {
        ChangeStream open = stream;
        if (open != null) {
            open.confirm(position);
        }
    }

    void requestProgress() {
        ChangeStream open = stream;
        if (open != null) {
            open.requestProgress();
        }
    }

    /** Ends the current connection; the thread waits for the next one. */
    void closeStream() {
        ChangeStream open = stream;
        stream = null;
        if (open != null) {
            open.close();
        }
    }

    /** Any thread; the thread itself ends soon after. */
    void close() {
        closed = true;
        closeStream();
    }
}
