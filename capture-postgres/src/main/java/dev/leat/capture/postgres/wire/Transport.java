package dev.leat.capture.postgres.wire;

import java.io.IOException;

/** The two-way byte channel under a replication stream. One thread reads, one writes, any thread may close. */
interface Transport extends AutoCloseable {

    /**
     * Waits until something can be read, and reads what is there.
     *
     * @param timeoutMillis how long to wait; 0 does not wait
     * @return the number of bytes read, 0 if none came in time, -1 at the end
     */
    int read(byte[] target, int offset, int length, int timeoutMillis) throws IOException;

    /** Whether more has arrived that was not read yet; costs a system call. */
    boolean hasMore() throws IOException;

    void write(byte[] source, int offset, int length) throws IOException;

    /** Closes at once, without a farewell; frees a thread that is blocked in {@link #read} or {@link #write}. */
    @Override
    void close();
}
