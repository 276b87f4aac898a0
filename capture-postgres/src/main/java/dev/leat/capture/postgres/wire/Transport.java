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

    /**
     * Called by the writer before it writes, a while after it last did. A full receive buffer can keep the peer's
     * acknowledgements out, and with them all that is still to be written: if the last write is not acknowledged and nobody
     * is reading, this takes a little out of the buffer, for the next {@link #read}. Does not wait.
     */
    void relieve() throws IOException;

    void write(byte[] source, int offset, int length) throws IOException;

    /** Closes at once, without a farewell; frees a thread that is blocked in {@link #read} or {@link #write}. */
    @Override
    void close();
}
