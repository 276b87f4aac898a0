package dev.leat.capture.mysql.gtid;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * MariaDB: the last transaction of each replication domain, such as {@code gtid_binlog_pos}. Mutable; one thread at a time.
 *
 * <p>Within a domain sequence numbers rise, whichever server wrote; so that the last one stands for all before it. That is
 * only so while nobody writes to two servers of a domain at once ({@code gtid_strict_mode}).
 */
public final class DomainPositions {
    private static final long MAX_INT4 = 0xFFFF_FFFFL;
    private static final int INITIAL_DOMAINS = 2;

    /** Sorted by domain; the other two belong to it. */
    private long[] domains = new long[INITIAL_DOMAINS];

    private long[] servers = new long[INITIAL_DOMAINS];
    private long[] sequences = new long[INITIAL_DOMAINS];
    private int count;

    /** No position: before the first transaction. */
    public DomainPositions() {}

    /**
     * Positions from the server's text form, {@code domain-server-sequence,...}.
     *
     * @throws GtidFormatException if the text is none, or has a domain twice
     */
    public static DomainPositions parse(String text) {
        DomainPositions positions = new DomainPositions();
        Numbers numbers = new Numbers(text);
        while (!numbers.isAtEnd()) {
            if (positions.count > 0) {
                numbers.skip(',');
            }
            int start = numbers.at;
            long domain = numbers.next(MAX_INT4);
            numbers.skip('-');
            long server = numbers.next(MAX_INT4);
            numbers.skip('-');
            // unsigned on the server; ours ends where Java's does, at a billion transactions a second for 292 years
            long sequence = numbers.next(Long.MAX_VALUE);
            if (positions.find(domain) >= 0) {
                throw new GtidFormatException("a domain that was not named before", start);
            }
            positions.set(domain, server, sequence);
        }
        return positions;
    }

    /** An independent copy. */
    public DomainPositions copy() {
        DomainPositions copy = new DomainPositions();
        copy.domains = domains.clone();
        copy.servers = servers.clone();
        copy.sequences = sequences.clone();
        copy.count = count;
        return copy;
    }

    public boolean isEmpty() {
        return count == 0;
    }

    /**
     * Moves a domain to the transaction that was read last. Does not allocate for a domain that is known.
     *
     * @param domain from 0 to 2^32-1
     * @param server of the one that wrote the transaction, from 0 to 2^32-1
     * @param sequence from 0 on
     */
    public void set(long domain, long server, long sequence) {
        if (domain < 0 || domain > MAX_INT4 || server < 0 || server > MAX_INT4 || sequence < 0) {
            throw new IllegalArgumentException("no GTID of MariaDB: " + domain + "-" + server + "-" + sequence);
        }
        int at = find(domain);
        if (at < 0) {
            at = insert(-at - 1, domain);
        }
        servers[at] = server;
        sequences[at] = sequence;
    }

    /** Whether the transaction of this number, or one behind it, was set for its domain. */
    public boolean contains(long domain, long sequence) {
        int at = find(domain);
        return at >= 0 && sequences[at] >= sequence;
    }

    /** Whether no domain of the other is behind, or missing, here. */
    public boolean contains(DomainPositions other) {
        for (int i = 0; i < other.count; i++) {
            if (!contains(other.domains[i], other.sequences[i])) {
                return false;
            }
        }
        return true;
    }

    private int find(long domain) {
        return Arrays.binarySearch(domains, 0, count, domain);
    }

    private int insert(int at, long domain) {
        if (count == domains.length) {
            domains = Arrays.copyOf(domains, 2 * count);
            servers = Arrays.copyOf(servers, 2 * count);
            sequences = Arrays.copyOf(sequences, 2 * count);
        }
        System.arraycopy(domains, at, domains, at + 1, count - at);
        System.arraycopy(servers, at, servers, at + 1, count - at);
        System.arraycopy(sequences, at, sequences, at + 1, count - at);
        domains[at] = domain;
        count++;
        return at;
    }

    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof DomainPositions other
                && Arrays.equals(domains, 0, count, other.domains, 0, other.count)
                && Arrays.equals(servers, 0, count, other.servers, 0, other.count)
                && Arrays.equals(sequences, 0, count, other.sequences, 0, other.count);
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    /** The server's text form, by domain. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : ",")
                    .append(domains[i])
                    .append('-')
                    .append(servers[i])
                    .append('-')
                    .append(sequences[i]);
        }
        return text.toString();
    }

    private static final class Numbers {
        private final String text;
        private int at;

        Numbers(String text) {
            this.text = text;
        }

        boolean isAtEnd() {
            return at == text.length();
        }

        void skip(char wanted) {
            if (isAtEnd() || text.charAt(at) != wanted) {
                throw new GtidFormatException("a " + wanted, at);
            }
            at++;
        }

        long next(long max) {
            int start = at;
            long number = 0;
            while (!isAtEnd() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                int digit = text.charAt(at) - '0';
                if (number > (max - digit) / 10) {
                    throw new GtidFormatException("a number up to " + max, start);
                }
                number = 10 * number + digit;
                at++;
            }
            if (at == start) {
                throw new GtidFormatException("a number", start);
            }
            return number;
        }
    }
}
