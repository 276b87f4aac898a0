package dev.leat.sink.redis;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;

/**
 * A set of keys as an automaton over bytes, to tell whether two tables could ever share one.
 *
 * <pre>
 * states: 0 .. p-1        inside the prefix, p bytes
 *         p + 2c          in the key text behind c separators; the last of these goes on to the suffix by itself
 *         p + 2c + 1      the same, behind a backslash
 *         p + 2n ..       inside the suffix; the last state accepts
 * </pre>
 */
final class KeyLanguage {
    private static final int NONE = -1;

    private final byte[] prefix;
    /** How many columns the key has; 0: whatever follows the prefix. */
    private final int parts;

    private final byte[] suffix;

    private KeyLanguage(byte[] prefix, int parts, byte[] suffix) {
        this.prefix = prefix;
        this.parts = parts;
        this.suffix = suffix;
    }

    /** Rows: a prefix, a key text of this many columns, a suffix. */
    static KeyLanguage ofRows(byte[] prefix, int parts, byte[] suffix) {
        if (parts < 1) {
            throw new IllegalArgumentException("a table without key columns has no key text");
        }
        return new KeyLanguage(prefix, parts, suffix);
    }

    /** Everything that begins with the prefix. */
    static KeyLanguage startingWith(byte[] prefix) {
        return new KeyLanguage(prefix, 0, new byte[0]);
    }

    /** Whether a key belongs to both. */
    boolean intersects(KeyLanguage other) {
        if (!endsAgree(other)) {
            return false;
        }
        int width = other.stateCount();
        BitSet seen = new BitSet(stateCount() * width);
        Deque<int[]> open = new ArrayDeque<>();
        enter(other, 0, 0, seen, open);
        BitSet alphabet = alphabet(other);
        while (!open.isEmpty()) {
            int[] pair = open.remove();
            if (accepts(pair[0]) && other.accepts(pair[1])) {
                return true;
            }
            for (int symbol = alphabet.nextSetBit(0); symbol >= 0; symbol = alphabet.nextSetBit(symbol + 1)) {
                int mine = next(pair[0], symbol);
                int its = other.next(pair[1], symbol);
                if (mine != NONE && its != NONE) {
                    enter(other, mine, its, seen, open);
                }
            }
        }
        return false;
    }

    /** Whether the fixed beginnings and ends allow a common key at all; settles almost every pair of tables. */
    private boolean endsAgree(KeyLanguage other) {
        int common = Math.min(prefix.length, other.prefix.length);
        if (!Arrays.equals(prefix, 0, common, other.prefix, 0, common)) {
            return false;
        }
        if (parts == 0 || other.parts == 0) {
            return true;
        }
        int tail = Math.min(suffix.length, other.suffix.length);
        return Arrays.equals(
                suffix,
                suffix.length - tail,
                suffix.length,
                other.suffix,
                other.suffix.length - tail,
                other.suffix.length);
    }

    /** Adds a pair of states and the pairs that are reached from it without a symbol. */
    private void enter(KeyLanguage other, int mine, int its, BitSet seen, Deque<int[]> open) {
        add(other, mine, its, seen, open);
        int myNext = endOfKey(mine);
        int itsNext = other.endOfKey(its);
        if (myNext != NONE) {
            add(other, myNext, its, seen, open);
        }
        if (itsNext != NONE) {
            add(other, mine, itsNext, seen, open);
        }
        if (myNext != NONE && itsNext != NONE) {
            add(other, myNext, itsNext, seen, open);
        }
    }

    private static void add(KeyLanguage other, int mine, int its, BitSet seen, Deque<int[]> open) {
        int index = mine * other.stateCount() + its;
        if (!seen.get(index)) {
            seen.set(index);
            open.add(new int[] {mine, its});
        }
    }

    private int next(int state, int symbol) {
        if (state < prefix.length) {
            return prefix[state] == (byte) symbol ? state + 1 : NONE;
        }
        if (parts == 0) {
            return state;
        }
        int inKey = state - prefix.length;
        if (inKey < 2 * parts) {
            return nextInKey(state, inKey, symbol);
        }
        int inSuffix = inKey - 2 * parts;
        return inSuffix < suffix.length && suffix[inSuffix] == (byte) symbol ? state + 1 : NONE;
    }

    private int nextInKey(int state, int inKey, int symbol) {
        boolean escaped = inKey % 2 == 1;
        if (escaped) {
            return symbol == '\\' || symbol == ':' ? state - 1 : NONE;
        }
        if (symbol == '\\') {
            return state + 1;
        }
        if (symbol == ':') {
            return inKey / 2 + 1 < parts ? state + 2 : NONE;
        }
        return state;
    }

    /** The first state of the suffix when the key text may end in {@code state}. */
    private int endOfKey(int state) {
        return parts > 0 && state == prefix.length + 2 * (parts - 1) ? prefix.length + 2 * parts : NONE;
    }

    private boolean accepts(int state) {
        return state == stateCount() - 1;
    }

    private int stateCount() {
        return prefix.length + 2 * parts + suffix.length + 1;
    }

    /** Every byte that some state treats in its own way, and one that none does. */
    private BitSet alphabet(KeyLanguage other) {
        BitSet alphabet = new BitSet(257);
        alphabet.set(':');
        alphabet.set('\\');
        for (byte[] literal : new byte[][] {prefix, suffix, other.prefix, other.suffix}) {
            for (byte b : literal) {
                alphabet.set(b & 0xff);
            }
        }
        alphabet.set(alphabet.nextClearBit(0));
        return alphabet;
    }
}
