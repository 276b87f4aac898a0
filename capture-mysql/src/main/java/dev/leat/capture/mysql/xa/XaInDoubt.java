package dev.leat.capture.mysql.xa;

import dev.leat.capture.mysql.session.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The XA transactions that MariaDB may have in its log and not yet in its tables when a view is opened: {@code XA COMMIT} is written
 * first, and the place before which others are visible knows nothing of that. A transaction is among the prepared ones until its rows are
 * visible. Thread-safe.
 */
public final class XaInDoubt {
    private static final int FORMAT_ID = 1;
    private static final int TRANSACTION_LENGTH = 2;
    private static final int BOTH = 4;

    private final Set<String> prepared;
    private final Set<Long> sequences = ConcurrentHashMap.newKeySet();

    /** @param prepared those that were prepared before the view was opened */
    XaInDoubt(Set<String> prepared) {
        this.prepared = Set.copyOf(prepared);
    }

    /** Nothing is in doubt. */
    public static XaInDoubt none() {
        return new XaInDoubt(Set.of());
    }

    /**
     * Asks the server: after the visible place was read, and before the view is opened.
     *
     * @param commits of the stream
     */
    public static XaInDoubt read(Session session, XaCommits commits) throws SQLException {
        Map<String, Long> before = commits.recent();
        Set<String> prepared = new HashSet<>();
        try (Statement statement = session.jdbc().createStatement();
                ResultSet row = statement.executeQuery("XA RECOVER")) {
            while (row.next()) {
                byte[] both = row.getBytes(BOTH);
                int length = row.getInt(TRANSACTION_LENGTH);
                prepared.add("X'" + hex(both, 0, length) + "',X'" + hex(both, length, both.length) + "',"
                        + row.getLong(FORMAT_ID));
            }
        }
        return commits.inDoubt(before, prepared);
    }

    private static String hex(byte[] bytes, int from, int to) {
        return HexFormat.of().formatHex(Arrays.copyOfRange(bytes, from, to));
    }

    /** A prepared transaction was committed, as the one of this number. */
    void committed(String xid, long sequence) {
        if (prepared.contains(xid)) {
            sequences.add(sequence);
        }
    }

    /** Whether it is uncertain that the view sees the transaction of this number, which the stream has passed. */
    public boolean has(long sequence) {
        return sequences.contains(sequence);
    }

    /** Whether some transaction before the place of this number is known to be one that the view may not see. */
    public boolean hasBefore(long sequence) {
        return sequences.stream().anyMatch(committed -> Long.compareUnsigned(committed, sequence) < 0);
    }
}
