package dev.leat.acceptance.load;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which transactions have committed, and by which place in the log at the latest. Each client numbers its own from 0 without
 * a hole. Thread-safe.
 */
public final class Ledger {
    private final List<Client> clients = new ArrayList<>();

    Ledger(int clientCount) {
        for (int i = 0; i < clientCount; i++) {
            clients.add(new Client());
        }
    }

    /** How many clients there are. */
    public int clientCount() {
        return clients.size();
    }

    /** How many transactions have committed. */
    public long committedCount() {
        return clients.stream().mapToLong(Client::count).sum();
    }

    /** How many transactions of a client certainly lie before this place in the log: their numbers are below it. */
    public long committedBefore(int client, long lsn) {
        return clients.get(client).before(lsn);
    }

    void committed(int client, long lsn) {
        clients.get(client).add(lsn);
    }

    private static final class Client {
        private long[] ends = new long[1024];
        private int count;

        synchronized void add(long lsn) {
            if (count == ends.length) {
                ends = Arrays.copyOf(ends, 2 * count);
            }
            ends[count++] = lsn;
        }

        synchronized int count() {
            return count;
        }

        synchronized int before(long lsn) {
            int low = 0;
            int high = count;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (Long.compareUnsigned(ends[middle], lsn) <= 0) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }
    }
}
