package dev.leat.acceptance.pipeline;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Where a pipeline in this process can be crashed: before and after each call that reads the source, or leaves something
 * durable in the target or on this machine. At the wanted one everything stands still, and nothing that would have followed
 * ever happens. Outlives the runs of a pipeline. Thread-safe.
 */
public final class CrashPoints {
    private final Map<String, Integer> hits = new LinkedHashMap<>();
    private @Nullable String wantedStep;
    private int wantedHit;
    private boolean reached;

    /** Stands still when it comes to this step for so many times from now on, counted from 1. */
    public synchronized void haltAt(String step, int hit) {
        hits.clear();
        wantedStep = step;
        wantedHit = hit;
        reached = false;
    }

    /** Stands still nowhere. */
    public synchronized void haltNowhere() {
        wantedStep = null;
        reached = false;
        notifyAll();
    }

    /** Whether it stands still. */
    public synchronized boolean isReached() {
        return reached;
    }

    /** How often each step was come to, in the order of the first times. */
    public synchronized Map<String, Integer> hits() {
        return new LinkedHashMap<>(hits);
    }

    /** The points as one run sees them; after its crash none of its calls gets through. */
    OfRun forRun() {
        return new OfRun();
    }

    /** Of one run. */
    final class OfRun {
        private final AtomicBoolean crashed = new AtomicBoolean();

        /** Lets no call through any more. */
        void crash() {
            crashed.set(true);
            synchronized (CrashPoints.this) {
                CrashPoints.this.notifyAll();
            }
        }

        /** A call begins. */
        void before(String call) {
            pass("before " + call);
        }

        /** A call has done its work. */
        void after(String call) {
            pass("after " + call);
        }

        private void pass(String step) {
            synchronized (CrashPoints.this) {
                requireAlive();
                int hit = hits.merge(step, 1, Integer::sum);
                reached |= step.equals(wantedStep) && hit == wantedHit;
                while (reached && !crashed.get()) {
                    try {
                        CrashPoints.this.wait();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new CdcException(ErrorKind.CONNECTION, "interrupted at " + step, e);
                    }
                }
                requireAlive();
            }
        }

        private void requireAlive() {
            if (crashed.get()) {
                throw new CdcException(ErrorKind.CONNECTION, "the pipeline has crashed");
            }
        }
    }
}
