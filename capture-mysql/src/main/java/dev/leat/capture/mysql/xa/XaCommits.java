package dev.leat.capture.mysql.xa;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * The XA transactions that the stream saw committed: the last ones, of which it is not known yet that their rows are visible. Who reads rows
 * hears of them for as long as it holds what it read. Thread-safe.
 */
public final class XaCommits {
    /** More than a server has under way at once. */
    private static final int MAX_RECENT = 10_000;

    private final Map<String, Long> recent = new LinkedHashMap<>();
    private final Set<XaInDoubt> reads = Collections.newSetFromMap(new WeakHashMap<>());

    /** The prepared transaction was committed as the one of this number; called before it is delivered. */
    public synchronized void add(long sequence, String xid) {
        recent.put(xid, sequence);
        if (recent.size() > MAX_RECENT) {
            recent.remove(recent.keySet().iterator().next());
        }
        reads.forEach(read -> read.committed(xid, sequence));
    }

    /** The numbers of those that are not known to be visible, by name. */
    synchronized Map<String, Long> recent() {
        return Map.copyOf(recent);
    }

    /**
     * What a read cannot be certain of that is opened now.
     *
     * @param before were committed before the server was asked
     * @param prepared were prepared when the server was asked: the others of {@code before} are visible for good
     */
    synchronized XaInDoubt inDoubt(Map<String, Long> before, Set<String> prepared) {
        before.forEach((xid, sequence) -> {
            if (!prepared.contains(xid)) {
                recent.remove(xid, sequence);
            }
        });
        XaInDoubt read = new XaInDoubt(prepared);
        recent.forEach(read::committed);
        reads.add(read);
        return read;
    }
}
