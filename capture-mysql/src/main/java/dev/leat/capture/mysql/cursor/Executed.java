package dev.leat.capture.mysql.cursor;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.leat.api.json.Integers;
import dev.leat.capture.mysql.binlog.Gtid;
import dev.leat.capture.mysql.gtid.DomainPositions;
import dev.leat.capture.mysql.gtid.GtidSet;
import dev.leat.capture.mysql.gtid.GtidSource;
import dev.leat.capture.mysql.log.Place;
import dev.leat.capture.mysql.log.Positioning;
import java.util.Arrays;
import java.util.UUID;

/**
 * The transactions that were delivered to their ends, as the server would say it: {@code gtid:} and a set or a list of domains,
 * or {@code file:offset} of the last one's end. Single-threaded.
 */
public final class Executed {
    private static final String GTID_PREFIX = "gtid:";

    private final Positioning positioning;
    private final GtidSet set;
    private final DomainPositions domains;
    private byte[] text = {};
    private int length;
    private boolean isWritten;
    /** Where the digits of the highest number begin in {@link #text} that ends with them; negative: it ends otherwise. */
    private int tail = -1;

    private long lastUuidHigh;
    private long lastUuidLow;
    private long lastNumber;

    private Executed(Positioning positioning, GtidSet set, DomainPositions domains) {
        this.positioning = positioning;
        this.set = set;
        this.domains = domains;
    }

    /**
     * What a server, or a cursor, says.
     *
     * @param transactions a GTID set, or positions of domains; without meaning where places say it all
     */
    public static Executed of(Positioning positioning, String transactions) {
        return new Executed(
                positioning,
                positioning == Positioning.GTIDS ? GtidSet.parse(transactions) : new GtidSet(),
                positioning == Positioning.DOMAINS ? DomainPositions.parse(transactions) : new DomainPositions());
    }

    /** How the server says where a reader stands. */
    public Positioning positioning() {
        return positioning;
    }

    /** A transaction came to its end; one without a name leaves no trace. */
    public void add(Gtid gtid) {
        if (positioning == Positioning.DOMAINS && gtid.kind() == Gtid.Kind.MARIADB) {
            domains.set(gtid.domain(), gtid.server(), gtid.number());
            isWritten = false;
        } else if (positioning == Positioning.GTIDS && gtid.kind() == Gtid.Kind.MYSQL) {
            addToSet(gtid);
        }
    }

    private void addToSet(Gtid gtid) {
        boolean follows = gtid.tag().isEmpty()
                && gtid.number() == lastNumber + 1
                && gtid.uuidHigh() == lastUuidHigh
                && gtid.uuidLow() == lastUuidLow;
        if (gtid.tag().isEmpty()) {
            set.add(gtid.uuidHigh(), gtid.uuidLow(), gtid.number());
        } else {
            set.add(new GtidSource(gtid.uuid(), gtid.tag()), gtid.number());
        }
        lastUuidHigh = gtid.uuidHigh();
        lastUuidLow = gtid.uuidLow();
        lastNumber = gtid.number();
        if (follows && isWritten && tail >= 0) {
            length = writeDigits(lastNumber, tail);
        } else {
            isWritten = false;
        }
    }

    /** The server's own text of the transactions, without a prefix; empty where places say it all. */
    public String transactions() {
        return switch (positioning) {
            case GTIDS -> set.toString();
            case DOMAINS -> domains.toString();
            case FILES -> "";
        };
    }

    /** The text of the position behind what was delivered, the last of which ended at {@code end}. */
    public String text(Place end) {
        return new String(bytes(end), 0, length, US_ASCII);
    }

    /**
     * The same in ASCII; {@link #length} bytes of the array count, until the next call.
     */
    public byte[] bytes(Place end) {
        if (positioning == Positioning.FILES) {
            write(end.toString(), false);
        } else if (!isWritten) {
            write(GTID_PREFIX + transactions(), positioning == Positioning.GTIDS);
        }
        return text;
    }

    /** How long the text is that {@link #bytes} returned last. */
    public int length() {
        return length;
    }

    private void write(String whole, boolean isSet) {
        length = whole.length();
        if (text.length < length + Integers.MAX_LENGTH) {
            text = new byte[2 * length + Integers.MAX_LENGTH];
        }
        System.arraycopy(whole.getBytes(US_ASCII), 0, text, 0, length);
        isWritten = true;
        int dash = whole.lastIndexOf('-');
        boolean endsWithLast =
                isSet && lastNumber > 0 && dash > 0 && whole.substring(dash + 1).equals(Long.toString(lastNumber));
        tail = endsWithLast && ofLastSource(whole, dash) ? dash + 1 : -1;
    }

    /** Whether the interval in front of the dash is one of the source that came last. */
    private boolean ofLastSource(String whole, int dash) {
        int comma = whole.lastIndexOf(',', dash);
        String uuid = new UUID(lastUuidHigh, lastUuidLow).toString();
        int from = comma < 0 ? GTID_PREFIX.length() : comma + 1;
        return whole.startsWith(uuid, from) && whole.indexOf('_', from) < 0 && isNumeric(whole, from + uuid.length());
    }

    /** A tag has a letter. */
    private static boolean isNumeric(String whole, int from) {
        return whole.substring(from).chars().noneMatch(Character::isLetter);
    }

    private int writeDigits(long number, int at) {
        if (text.length < at + Integers.MAX_LENGTH) {
            text = Arrays.copyOf(text, at + Integers.MAX_LENGTH);
        }
        return Integers.put(text, at, number);
    }
}
