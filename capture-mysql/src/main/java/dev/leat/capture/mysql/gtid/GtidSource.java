package dev.leat.capture.mysql.gtid;

import java.util.UUID;
import java.util.regex.Pattern;

/**
 * What numbers transactions: a server, or a tag on it (MySQL 8.3 and later).
 *
 * @param tag empty: none; else as the server has it, in lower case
 */
public record GtidSource(UUID uuid, String tag) implements Comparable<GtidSource> {
    /** The server's bound. */
    static final int MAX_TAG_LENGTH = 32;

    private static final Pattern TAG = Pattern.compile("([a-z_][a-z0-9_]{0,31})?");

    public GtidSource {
        if (!TAG.matcher(tag).matches()) {
            throw new IllegalArgumentException("no tag of a GTID");
        }
    }

    /** Without a tag. */
    public GtidSource(UUID uuid) {
        this(uuid, "");
    }

    /** The server's order: by the bytes of the UUID, then by the tag. */
    @Override
    public int compareTo(GtidSource other) {
        int byHigh = Long.compareUnsigned(uuid.getMostSignificantBits(), other.uuid.getMostSignificantBits());
        int byUuid = byHigh != 0
                ? byHigh
                : Long.compareUnsigned(uuid.getLeastSignificantBits(), other.uuid.getLeastSignificantBits());
        return byUuid != 0 ? byUuid : tag.compareTo(other.tag);
    }

    boolean hasUuid(long high, long low) {
        return uuid.getMostSignificantBits() == high && uuid.getLeastSignificantBits() == low;
    }
}
