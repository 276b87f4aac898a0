package dev.leat.core.engine.runtime;

/** Holds back a thread while it is shut. */
final class Gate {
    private boolean open;

    synchronized void set(boolean newOpen) {
        if (open != newOpen) {
            open = newOpen;
            notifyAll();
        }
    }

    synchronized void await() throws InterruptedException {
        while (!open) {
            wait();
        }
    }
}
