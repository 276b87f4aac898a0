package dev.leat.capture.mysql.snapshot;

import dev.leat.capture.mysql.session.Session;
import dev.leat.capture.mysql.xa.XaCommits;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;

/**
 * The XA transactions that MariaDB may have in its log and not yet in its tables when a view is opened: {@code XA COMMIT} is written first, and
 * the place that goes with a view knows nothing of that. A transaction is among the prepared ones until its rows are visible.
 *
 * @param commits of the stream
 * @param settled the number of a place: what is committed before it and not prepared any more is visible
 * @param prepared those that were prepared when the log had come there
 */
record XaInDoubt(XaCommits commits, long settled, Set<String> prepared) {
    private static final int FORMAT_ID = 1;
    private static final int TRANSACTION_LENGTH = 2;
    private static final int BOTH = 4;

    /** Nothing is in doubt. */
    static final XaInDoubt NONE = new XaInDoubt(new XaCommits(), -1, Set.of());

    XaInDoubt {
        prepared = Set.copyOf(prepared);
    }

    /**
     * Asks the server, before the view is opened.
     *
     * @param settled the number of the log's end, taken before
     */
    static XaInDoubt read(Session session, XaCommits commits, long settled) throws SQLException {
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
        return new XaInDoubt(commits, settled, prepared);
    }

    private static String hex(byte[] bytes, int from, int to) {
        return HexFormat.of().formatHex(Arrays.copyOfRange(bytes, from, to));
    }

    /** Whether it is uncertain that the view sees the transaction of this number. */
    boolean has(long sequence) {
        String xid = commits.xid(sequence);
        return xid != null && (Long.compareUnsigned(sequence, settled) >= 0 || prepared.contains(xid));
    }

    /** Whether some transaction before the place of this number is known to be one that the view may not see. */
    boolean hasBefore(long sequence) {
        return Long.compareUnsigned(settled, sequence) < 0 || commits.hasBefore(sequence, prepared);
    }
}
