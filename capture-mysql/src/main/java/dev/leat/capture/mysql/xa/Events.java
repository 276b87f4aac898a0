package dev.leat.capture.mysql.xa;

import dev.leat.capture.mysql.binlog.BinlogFormat;
import java.time.Duration;

/** The events of one transaction, one after the other. Single-threaded. */
interface Events extends AutoCloseable {
    /** Moves on to the next event; false: it is not there yet. */
    boolean next();

    /** Waits for more; false: nothing came in time. */
    boolean read(Duration timeout);

    /** The format of the log, once there was an event. */
    BinlogFormat format();

    /** Holds the event, until {@link #read}. */
    byte[] bytes();

    /** Where the event begins in {@link #bytes}. */
    int offset();

    /** The event's length. */
    int length();

    @Override
    void close();
}
