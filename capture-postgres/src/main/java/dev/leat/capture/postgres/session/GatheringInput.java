package dev.leat.capture.postgres.session;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.locks.LockSupport;

/**
 * What a server answers. Of a long answer it lets a little gather before it reads.
 *
 * <p>The server sends what COPY makes 8 KiB at a time. A reader that is faster is woken for every piece, and the server's
 * process, which is what bounds a COPY, pays for the waking.
 */
final class GatheringInput extends FilterInputStream {

    /** As long as a server takes to make some 10 KiB. */
    private static final long NAP_NANOS = 50_000;

    /** An answer of fewer reads is short: it is not delayed. */
    private static final int SHORT_ANSWER_READS = 2;

    private final Runnable nap;
    private volatile int reads;

    GatheringInput(InputStream socket) {
        this(socket, () -> LockSupport.parkNanos(NAP_NANOS));
    }

    GatheringInput(InputStream socket, Runnable nap) {
        super(socket);
        this.nap = nap;
    }

    /** Something was asked: what is read from now on answers it. */
    void asked() {
        reads = 0;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int soFar = reads;
        if (soFar < SHORT_ANSWER_READS) {
            reads = soFar + 1;
        } else if (in.available() < length) {
            nap.run();
        }
        return in.read(target, offset, length);
    }
}
