package dev.leat.capture.mysql.xa;

import dev.leat.capture.mysql.binlog.BinlogFormat;
import dev.leat.capture.mysql.binlog.SchemaResolver;
import dev.leat.capture.mysql.log.Place;
import dev.leat.capture.mysql.session.Login;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The XA transactions of one stream: it tells what it passes, and asks for the rows of those that are committed. One thread; {@link #close}
 * from any.
 */
public final class XaTransactions implements AutoCloseable {
    private final PreparedTransactions prepared;
    private final PreparedLog log;
    private final XaCommits commits;

    private @Nullable Place begin;
    private @Nullable BinlogFormat format;
    /** Null: they are too many. */
    private @Nullable List<byte[]> events;

    private long eventBytes;

    /**
     * Opens nothing before a transaction needs it.
     *
     * @param commits is told of those that are committed
     */
    public XaTransactions(Login login, PreparedLimits limits, XaCommits commits) {
        this.commits = commits;
        this.prepared = new PreparedTransactions(limits);
        this.log = new PreparedLog(login);
    }

    /** A transaction begins. */
    public void begin(Place at, BinlogFormat logFormat) {
        begin = at;
        format = logFormat;
        events = new ArrayList<>();
        eventBytes = 0;
    }

    /** Whether a transaction has begun and not ended. */
    public boolean isOpen() {
        return begin != null;
    }

    /** Whether an event of it was added. */
    public boolean hasEvents() {
        return eventBytes > 0;
    }

    /** An event of it, from the first to the one that ends it; is copied. */
    public void add(byte[] buffer, int offset, int length) {
        List<byte[]> kept = events;
        if (kept != null) {
            eventBytes += length + Prepared.Kept.EVENT_BYTES;
            if (prepared.haveRoomFor(eventBytes)) {
                kept.add(Arrays.copyOfRange(buffer, offset, offset + length));
            } else {
                events = null;
            }
        }
    }

    /** It was prepared. */
    public void prepared(String xid) {
        prepared.put(xid, end());
    }

    /** It ended otherwise: the server went down. */
    public void abandon() {
        begin = null;
        events = null;
    }

    /** A prepared transaction was rolled back. */
    public void rolledBack(String xid) {
        prepared.remove(xid);
    }

    /** The rows of one that ends with its commit. */
    public PreparedRows committedAtOnce(String xid, Function<Place, SchemaResolver> resolvers) {
        Prepared ended = end();
        return rows(xid, ended, ended.begin(), resolvers);
    }

    /**
     * The rows of one that was prepared.
     *
     * @param at where the group of events begins that commits it
     * @param sequence the number of that
     * @param resolvers for the table maps of a transaction that begins at a place
     * @throws dev.leat.api.CdcException GAP if the log does not have its rows any more
     */
    public PreparedRows committed(String xid, Place at, long sequence, Function<Place, SchemaResolver> resolvers) {
        commits.add(sequence, xid);
        Prepared known = prepared.remove(xid);
        if (known == null) {
            PreparedSearch search = new PreparedSearch(log, xid, at);
            known = new Prepared(search.run(), null);
            search.others().forEach(prepared::found);
        }
        return rows(xid, known, at, resolvers);
    }

    private Prepared end() {
        Place from = Objects.requireNonNull(begin, "a transaction begins first");
        List<byte[]> kept = events;
        Prepared ended = new Prepared(
                from,
                kept == null
                        ? null
                        : new Prepared.Kept(Objects.requireNonNull(format, "begin() has it"), kept, eventBytes));
        abandon();
        return ended;
    }

    private PreparedRows rows(String xid, Prepared from, Place at, Function<Place, SchemaResolver> resolvers) {
        Prepared.Kept kept = from.kept();
        Events source =
                kept == null ? new LoggedEvents(xid, from.begin(), at, log.from(from.begin())) : new KeptEvents(kept);
        return new PreparedRows(xid, from.begin(), source, resolvers.apply(from.begin()));
    }

    /** Ends what is read of the log. */
    @Override
    public void close() {
        log.close();
    }
}
