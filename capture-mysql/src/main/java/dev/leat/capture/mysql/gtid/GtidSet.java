package dev.leat.capture.mysql.gtid;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A set of MySQL's transactions, such as {@code gtid_executed}. Mutable; one thread at a time.
 *
 * <p>Two sets may each have transactions that the other has not: what is said of order is {@link #contains}.
 */
public final class GtidSet {
    private static final int UUID_BYTES = 16;
    private static final long TAGGED = 1;

    /** As the server sorts them: text and encoding are the same for equal sets. */
    private final TreeMap<GtidSource, Intervals> intervals = new TreeMap<>();

    /** The source of the transaction that came last: most likely that of the next one. */
    private @Nullable GtidSource lastSource;

    private @Nullable Intervals lastIntervals;

    /** An empty set. */
    public GtidSet() {}

    /**
     * A set from the server's text form, in any order and with white space. Stricter than the server, which takes sources
     * without a transaction and intervals that end before they begin for nothing.
     *
     * @throws GtidFormatException if the text is none
     */
    public static GtidSet parse(String text) {
        return new GtidSetParser(text).parse();
    }

    /** An independent copy. */
    public GtidSet copy() {
        GtidSet copy = new GtidSet();
        intervals.forEach((source, own) -> copy.intervals.put(source, new Intervals(own)));
        return copy;
    }

    public boolean isEmpty() {
        return intervals.isEmpty();
    }

    /** The servers and tags that have a transaction in here. */
    public Set<GtidSource> sources() {
        return Set.copyOf(intervals.keySet());
    }

    /**
     * Whether this transaction is in the set.
     *
     * @param number from 1 on
     */
    public boolean contains(GtidSource source, long number) {
        Intervals own = intervals.get(source);
        return own != null && own.contains(number);
    }

    /** Whether every transaction of the other set is in this one. */
    public boolean contains(GtidSet other) {
        for (Map.Entry<GtidSource, Intervals> entry : other.intervals.entrySet()) {
            Intervals own = intervals.get(entry.getKey());
            if (own == null || !own.containsAll(entry.getValue())) {
                return false;
            }
        }
        return true;
    }

    /**
     * Adds a transaction. Does not allocate for the next one of the source that came last.
     *
     * @param number from 1 on
     */
    public void add(GtidSource source, long number) {
        checkNumber(number);
        of(source).add(number);
    }

    /**
     * Adds a transaction as an event names it: without a tag, and without an object for its UUID. Does not allocate for the
     * next transaction of the source that came last.
     *
     * @param uuidHigh the UUID's first eight bytes, big endian
     * @param uuidLow its last eight
     * @param number from 1 on
     */
    public void add(long uuidHigh, long uuidLow, long number) {
        checkNumber(number);
        GtidSource source = lastSource;
        Intervals own = lastIntervals;
        if (source == null
                || own == null
                || !source.hasUuid(uuidHigh, uuidLow)
                || !source.tag().isEmpty()) {
            own = of(new GtidSource(new UUID(uuidHigh, uuidLow)));
        }
        own.add(number);
    }

    /**
     * Adds transactions of one source.
     *
     * @param first from 1 on
     * @param last not below {@code first}
     */
    public void add(GtidSource source, long first, long last) {
        checkNumber(first);
        checkNumber(last);
        if (last < first) {
            throw new IllegalArgumentException("an interval of GTIDs from " + first + " to " + last);
        }
        of(source).add(first, last + 1);
    }

    /** Adds every transaction of the other set. */
    public void addAll(GtidSet other) {
        other.intervals.forEach((source, theirs) -> {
            Intervals own = of(source);
            for (int i = 0; i < theirs.count(); i++) {
                own.add(theirs.first(i), theirs.end(i));
            }
        });
    }

    /** Takes every transaction of the other set out of this one. */
    public void removeAll(GtidSet other) {
        lastSource = null;
        lastIntervals = null;
        other.intervals.forEach((source, theirs) -> {
            Intervals own = intervals.get(source);
            if (own == null) {
                return;
            }
            for (int i = 0; i < theirs.count(); i++) {
                own.remove(theirs.first(i), theirs.end(i));
            }
            if (own.isEmpty()) {
                intervals.remove(source);
            }
        });
    }

    /** The transactions of this set that are not in the other one. */
    public GtidSet minus(GtidSet other) {
        GtidSet difference = copy();
        difference.removeAll(other);
        return difference;
    }

    private Intervals of(GtidSource source) {
        Intervals own = lastIntervals;
        if (own == null || !source.equals(lastSource)) {
            own = intervals.computeIfAbsent(source, key -> new Intervals());
            lastSource = source;
            lastIntervals = own;
        }
        return own;
    }

    private static void checkNumber(long number) {
        if (number < 1 || number >= Intervals.END) {
            throw new IllegalArgumentException("the number of a GTID is from 1 to " + (Intervals.END - 1));
        }
    }

    /**
     * The form of COM_BINLOG_DUMP_GTID and of the previous GTIDs at the head of a log, little endian.
     *
     * <pre>
     *   Int8   number of sources; where any has a tag: number &lt;&lt; 8, with 1 in the lowest and in the highest byte
     *   per source
     *     Byte16 UUID
     *     Int1   length of the tag &lt;&lt; 1, Byten tag: only where any has one
     *     Int8   number of intervals
     *     per interval
     *       Int8 first, Int8 end (not part of it)
     * </pre>
     */
    public byte[] encode() {
        boolean tagged =
                intervals.keySet().stream().anyMatch(source -> !source.tag().isEmpty());
        int length = Long.BYTES;
        for (Map.Entry<GtidSource, Intervals> entry : intervals.entrySet()) {
            length = Math.addExact(
                    length,
                    UUID_BYTES
                            + (tagged ? 1 + entry.getKey().tag().length() : 0)
                            + Long.BYTES
                            + Math.multiplyExact(
                                    2 * Long.BYTES, entry.getValue().count()));
        }
        ByteBuffer out = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        long count = intervals.size();
        out.putLong(tagged ? TAGGED << 56 | count << 8 | TAGGED : count);
        intervals.forEach((source, own) -> {
            out.putLong(Long.reverseBytes(source.uuid().getMostSignificantBits()));
            out.putLong(Long.reverseBytes(source.uuid().getLeastSignificantBits()));
            if (tagged) {
                out.put((byte) (source.tag().length() << 1));
                out.put(source.tag().getBytes(StandardCharsets.US_ASCII));
            }
            out.putLong(own.count());
            for (int i = 0; i < own.count(); i++) {
                out.putLong(own.first(i)).putLong(own.end(i));
            }
        });
        return out.array();
    }

    /**
     * Reads what {@link #encode} writes, from a part of an array.
     *
     * @throws GtidFormatException if it is none
     */
    public static GtidSet decode(byte[] bytes, int start, int end) {
        return new GtidSetDecoder(bytes, start, end).decode();
    }

    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof GtidSet other && intervals.equals(other.intervals);
    }

    @Override
    public int hashCode() {
        return intervals.hashCode();
    }

    /** As the server prints it, but without its line breaks: {@code uuid:1-5:7,uuid:1:tag:3-4}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        UUID uuid = null;
        for (Map.Entry<GtidSource, Intervals> entry : intervals.entrySet()) {
            GtidSource source = entry.getKey();
            if (!source.uuid().equals(uuid)) {
                uuid = source.uuid();
                text.append(text.length() == 0 ? "" : ",").append(uuid);
            }
            if (!source.tag().isEmpty()) {
                text.append(':').append(source.tag());
            }
            entry.getValue().appendTo(text);
        }
        return text.toString();
    }
}
