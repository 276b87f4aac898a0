package dev.leat.testkit.simulation;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.capture.Barrier;
import dev.leat.api.capture.Chunk;
import dev.leat.api.capture.ChunkBounds;
import dev.leat.api.change.ChangeBatch;
import dev.leat.core.engine.decision.ReadRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** One process's readers beside the stream: as many requests at once as there are readers, the others in a queue. */
final class ReadLink {
    private final World world;
    private final Batches batches;
    private final ReadEvents events;
    private final Deque<ReadRequest> queue = new ArrayDeque<>();
    private final List<ReadJob> jobs = new ArrayList<>();
    private final List<Runnable> answers = new ArrayList<>();

    /** Who is told what became of a read. */
    interface ReadEvents {
        void barrierTaken(ReadRequest.TakeBarrier request, Barrier barrier);

        void chunkPlanned(ReadRequest.PlanChunk request, ChunkBounds bounds);

        void chunkRead(ReadRequest request, Chunk chunk);

        void failed(ReadRequest request, CdcException cause);
    }

    ReadLink(World world, Batches batches, ReadEvents events) {
        this.world = world;
        this.batches = batches;
        this.events = events;
    }

    void read(ReadRequest request) {
        queue.add(request);
    }

    void offer(Menu menu) {
        int weight = world.knobs().readWeight;
        if (!queue.isEmpty() && jobs.size() < world.knobs().readers) {
            menu.add(weight, this::begin);
        }
        for (ReadJob job : jobs) {
            if (job.chunk() != null) {
                menu.add(world.knobs().rowsWeight, () -> step(job));
            } else if (job.canStep()) {
                menu.add(weight, () -> step(job));
            }
        }
        for (Runnable answer : answers) {
            menu.add(weight, () -> {
                answers.remove(answer);
                answer.run();
            });
        }
    }

    private void begin() {
        ReadRequest request = queue.remove();
        SourceModel source = world.source();
        SourceTable table = source.tables().stream()
                .filter(candidate -> candidate.id().equals(request.table()))
                .findFirst()
                .orElseThrow();
        if (world.faults().failsRead()) {
            fail(request);
        } else if (request instanceof ReadRequest.TakeBarrier take) {
            Barrier barrier = world.capture().barrier(table);
            world.trace().event("barrier", table.index(), () -> table + " waits for " + barrier.waitingFor());
            answers.add(() -> events.barrierTaken(take, barrier));
        } else if (request instanceof ReadRequest.PlanChunk plan) {
            ChunkBounds bounds = world.knobs().byPlace
                    ? new StorageOrder(table, source.snapshot()).next(plan.after(), plan.maxRows())
                    : TableOrder.next(table, plan.after(), plan.maxRows(), source.snapshot());
            world.trace().event("plan", table.index(), () -> table + " " + bounds);
            answers.add(() -> events.chunkPlanned(plan, bounds));
        } else {
            jobs.add(new ReadJob(world.capture(), request, table, batches));
        }
    }

    private void step(ReadJob job) {
        Chunk chunk = job.chunk();
        if (chunk != null) {
            jobs.remove(job);
            events.chunkRead(job.request(), chunk);
        } else if (world.faults().failsRead()) {
            job.end();
            jobs.remove(job);
            fail(job.request());
        } else {
            job.step();
        }
    }

    private void fail(ReadRequest request) {
        answers.add(() -> events.failed(request, new CdcException(ErrorKind.CONNECTION, "scripted")));
    }

    /** The server restarts: every read that is under way fails. */
    void disconnect() {
        for (ReadJob job : List.copyOf(jobs)) {
            if (job.chunk() == null) {
                job.end();
                jobs.remove(job);
                fail(job.request());
            }
        }
    }

    boolean isIdle() {
        return queue.isEmpty() && jobs.isEmpty() && answers.isEmpty();
    }

    /** The process is gone. */
    void abandon() {
        for (ReadJob job : jobs) {
            job.end();
            Chunk chunk = job.chunk();
            if (chunk != null) {
                chunk.rows().forEach(ChangeBatch::release);
            }
        }
        jobs.clear();
    }
}
