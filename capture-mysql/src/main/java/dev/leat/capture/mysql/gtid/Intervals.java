package dev.leat.capture.mysql.gtid;

import java.util.Arrays;

/**
 * Numbers from 1 on, as intervals that neither overlap nor touch, in rising order.
 *
 * <pre>
 *   bounds: first, end, first, end, ...   (the end is not part of the interval)
 * </pre>
 */
final class Intervals {
    /** The first number that is none; the server's bound. */
    static final long END = Long.MAX_VALUE;

    private long[] bounds;
    private int size;

    Intervals() {
        bounds = new long[2];
    }

    Intervals(Intervals other) {
        bounds = Arrays.copyOf(other.bounds, Math.max(2, other.size));
        size = other.size;
    }

    int count() {
        return size / 2;
    }

    boolean isEmpty() {
        return size == 0;
    }

    long first(int index) {
        return bounds[2 * index];
    }

    long end(int index) {
        return bounds[2 * index + 1];
    }

    boolean contains(long number) {
        int at = firstEndAfter(number);
        return at < size && bounds[at - 1] <= number;
    }

    boolean contains(long first, long end) {
        int at = firstEndAfter(first);
        return at < size && bounds[at - 1] <= first && end <= bounds[at];
    }

    boolean containsAll(Intervals other) {
        for (int i = 0; i < other.size; i += 2) {
            if (!contains(other.bounds[i], other.bounds[i + 1])) {
                return false;
            }
        }
        return true;
    }

    /** No allocation where it is the number behind the last, as it mostly is. */
    void add(long number) {
        if (size > 0 && bounds[size - 1] == number) {
            bounds[size - 1] = number + 1;
        } else {
            add(number, number + 1);
        }
    }

    void add(long first, long end) {
        int from = firstEndAtLeast(first) - 1; // of the first interval that it touches, or that comes behind it
        int to = from;
        long newFirst = first;
        long newEnd = end;
        while (to < size && bounds[to] <= end) {
            newFirst = Math.min(newFirst, bounds[to]);
            newEnd = Math.max(newEnd, bounds[to + 1]);
            to += 2;
        }
        replace(from, to, newFirst, newEnd);
    }

    void remove(long first, long end) {
        int from = firstEndAfter(first) - 1; // of the first interval that has a part of it, or comes behind it
        int to = from;
        while (to < size && bounds[to] < end) {
            to += 2;
        }
        if (from == to) {
            return;
        }
        long firstBefore = bounds[from];
        long endBehind = bounds[to - 1];
        replace(from, to);
        int at = from;
        if (firstBefore < first) {
            replace(at, at, firstBefore, first);
            at += 2;
        }
        if (end < endBehind) {
            replace(at, at, end, endBehind);
        }
    }

    /** Index of the end of the first interval that ends behind the number; {@code size + 1} if there is none. */
    private int firstEndAfter(long number) {
        return number == END ? size + 1 : firstEndAtLeast(number + 1);
    }

    private int firstEndAtLeast(long number) {
        int low = 0;
        int high = size / 2;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (bounds[2 * middle + 1] < number) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return 2 * low + 1;
    }

    /** Puts these bounds in the place of those from one index to another. */
    private void replace(int from, int to, long... fresh) {
        int newSize = size - (to - from) + fresh.length;
        if (newSize > bounds.length) {
            bounds = Arrays.copyOf(bounds, Math.max(newSize, 2 * bounds.length));
        }
        System.arraycopy(bounds, to, bounds, from + fresh.length, size - to);
        System.arraycopy(fresh, 0, bounds, from, fresh.length);
        size = newSize;
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof Intervals other && Arrays.equals(bounds, 0, size, other.bounds, 0, other.size);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = 0; i < size; i++) {
            hash = 31 * hash + Long.hashCode(bounds[i]);
        }
        return hash;
    }

    /** {@code :1-5:7}. */
    void appendTo(StringBuilder text) {
        for (int i = 0; i < size; i += 2) {
            text.append(':').append(bounds[i]);
            if (bounds[i + 1] > bounds[i] + 1) {
                text.append('-').append(bounds[i + 1] - 1);
            }
        }
    }
}
