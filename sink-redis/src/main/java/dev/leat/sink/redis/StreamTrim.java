package dev.leat.sink.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The arguments that keep a stream short, encoded; new ones at most once per millisecond. Single-threaded. */
final class StreamTrim {
    private static final byte[] MAXLEN = RespBuffer.argument("MAXLEN".getBytes(US_ASCII));
    private static final byte[] MINID = RespBuffer.argument("MINID".getBytes(US_ASCII));
    private static final byte[] ABOUT = RespBuffer.argument("~".getBytes(US_ASCII));

    private final @Nullable Duration maxAge;
    private final InstantSource clock;
    private byte @Nullable [] kind;
    private byte[] bound = {};
    private long boundMillis = Long.MIN_VALUE;

    StreamTrim(StreamLimit limit, InstantSource clock) {
        this.maxAge = limit.maxAge();
        this.clock = clock;
        if (limit.maxLength() > 0) {
            kind = MAXLEN;
            bound = RespBuffer.argument(RedisConnection.ascii(limit.maxLength()));
        } else if (maxAge != null) {
            kind = MINID;
        }
    }

    /** How many arguments {@link #write} writes. */
    int argumentCount() {
        return kind == null ? 0 : 3;
    }

    void write(RespBuffer out) {
        byte[] how = kind;
        if (how == null) {
            return;
        }
        Duration age = maxAge;
        if (age != null) {
            keepSince(Math.max(0, clock.millis() - age.toMillis()));
        }
        out.raw(how);
        out.raw(ABOUT);
        out.raw(bound);
    }

    /** An entry's number begins with the milliseconds of the server's clock. */
    private void keepSince(long millis) {
        if (millis != boundMillis) {
            boundMillis = millis;
            bound = RespBuffer.argument(RedisConnection.ascii(millis));
        }
    }
}
