package dev.leat.core.engine.runtime;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.capture.Barrier;
import dev.leat.api.capture.Chunk;
import dev.leat.api.capture.ChunkBounds;
import dev.leat.api.capture.ChunkReader;
import dev.leat.api.capture.Snapshot;
import dev.leat.api.schema.TableId;
import dev.leat.core.engine.decision.ReadRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads beside the stream: as many threads as readers, each with its own connection, given up when it was idle for a while. */
final class SnapshotThreads {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotThreads.class);
    private static final long IDLE_SECONDS = 10;

    private final Snapshot snapshot;
    private final List<TableId> tables;
    private final ReadEvents events;
    private final AtomicBoolean isEstimated = new AtomicBoolean();
    private final LinkedBlockingQueue<ReadRequest> requests = new LinkedBlockingQueue<>();
    private final Object barrierLock = new Object();
    private final List<Reader> readers = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    /** Who is told; called on the readers' threads. */
    interface ReadEvents {
        void barrierTaken(ReadRequest.TakeBarrier request, Barrier barrier);

        void chunkPlanned(ReadRequest.PlanChunk request, ChunkBounds bounds);

        /** About how many rows all tables have together; told once, when the first chunk was planned. */
        void estimated(long rows);

        void chunkRead(ReadRequest request, Chunk chunk);

        void failed(ReadRequest request, Throwable cause);
    }

    SnapshotThreads(Snapshot snapshot, List<TableId> tables, int count, ThreadFactory threads, ReadEvents events) {
        this.snapshot = snapshot;
        this.tables = List.copyOf(tables);
        this.events = events;
        for (int i = 0; i < count; i++) {
            Reader reader = new Reader();
            readers.add(reader);
            Thread thread = threads.newThread(reader);
            reader.thread = thread;
            thread.start();
        }
    }

    void read(ReadRequest request) {
        requests.add(request);
    }

    /** Any thread; frees blocked reads. */
    void close() {
        closed = true; // a read may have taken the interrupt for itself
        for (Reader reader : readers) {
            reader.closeConnection();
            Thread thread = reader.thread;
            if (thread != null) {
                thread.interrupt();
            }
        }
        snapshot.close();
    }

    private final class Reader implements Runnable {
        private volatile @Nullable ChunkReader connection;
        private volatile @Nullable Thread thread;

        @Override
        public void run() {
            try {
                while (!closed) {
                    ReadRequest request = requests.poll(IDLE_SECONDS, TimeUnit.SECONDS);
                    if (request == null) {
                        closeConnection();
                    } else {
                        answer(request);
                    }
                }
            } catch (InterruptedException stopped) {
                closeConnection();
            }
        }

        private void answer(ReadRequest request) {
            try {
                if (request instanceof ReadRequest.TakeBarrier barrier) {
                    synchronized (barrierLock) {
                        events.barrierTaken(barrier, snapshot.barrier(barrier.table()));
                    }
                } else if (request instanceof ReadRequest.PlanChunk plan) {
                    events.chunkPlanned(plan, reader().next(plan.table(), plan.after(), plan.maxRows()));
                    estimate();
                } else if (request instanceof ReadRequest.ReadChunk chunk) {
                    events.chunkRead(chunk, reader().read(chunk.table(), chunk.bounds(), chunk.maxRows()));
                } else if (request instanceof ReadRequest.ReadKeys keys) {
                    events.chunkRead(keys, reader().readKeys(keys.table(), keys.keys()));
                } else {
                    throw new AssertionError(request);
                }
            } catch (Throwable failure) {
                if (failure instanceof CdcException known && known.kind() == ErrorKind.CONNECTION) {
                    closeConnection();
                }
                events.failed(request, failure);
            }
        }

        /** Nothing depends on it but what people see: a failure is left to the next read to find. */
        private void estimate() {
            if (!isEstimated.compareAndSet(false, true)) {
                return;
            }
            try {
                long rows = 0;
                for (TableId table : tables) {
                    rows += Math.max(0, reader().estimateRows(table));
                }
                events.estimated(rows);
            } catch (CdcException failure) {
                LOG.debug("no estimate of what is to be seeded", failure);
            }
        }

        private ChunkReader reader() {
            ChunkReader open = connection;
            if (open == null) {
                open = snapshot.openReader();
                connection = open;
            }
            return open;
        }

        void closeConnection() {
            ChunkReader open = connection;
            connection = null;
            if (open != null) {
                open.close();
            }
        }
    }
}
