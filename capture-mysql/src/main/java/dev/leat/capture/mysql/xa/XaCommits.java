package dev.leat.capture.mysql.xa;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which transactions of the stream were XA ones, and what they were called: the last of them. Thread-safe. */
public final class XaCommits {
    /** More than a server has under way at once. */
    private static final int MAX_COMMITS = 10_000;

    private final Map<Long, String> bySequence = new LinkedHashMap<>();

    /** The prepared transaction was committed as the one of this number; called before it is delivered. */
    public synchronized void add(long sequence, String xid) {
        bySequence.put(sequence, xid);
        if (bySequence.size() > MAX_COMMITS) {
            bySequence.remove(bySequence.keySet().iterator().next());
        }
    }

    /** The name of the XA transaction of this number; null if it is none. */
    public synchronized @Nullable String xid(long sequence) {
        return bySequence.get(sequence);
    }

    /** Whether one of these names was that of a transaction before this number. */
    public synchronized boolean hasBefore(long sequence, Set<String> xids) {
        return !xids.isEmpty()
                && bySequence.entrySet().stream()
                        .anyMatch(commit -> Long.compareUnsigned(commit.getKey(), sequence) < 0
                                && xids.contains(commit.getValue()));
    }
}
