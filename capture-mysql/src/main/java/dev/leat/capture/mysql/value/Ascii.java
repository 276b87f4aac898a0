package dev.leat.capture.mysql.value;

/** Writes numbers as digits. */
final class Ascii {
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'};

    private Ascii() {}

    /** Writes so many digits of a number that is not negative, with leading zeros; returns the index behind them. */
    static int padded(long value, int digits, byte[] target, int at) {
        long rest = value;
        for (int i = at + digits - 1; i >= at; i--) {
            target[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return at + digits;
    }

    /** Writes a number that is not negative without leading zeros; returns the index behind it. */
    static int plain(long value, byte[] target, int at) {
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        return padded(value, digits, target, at);
    }

    /** Writes two hexadecimal digits per byte, in upper case; returns the index behind them. */
    static int hex(byte[] bytes, int offset, int length, byte[] target, int at) {
        int to = at;
        for (int i = offset; i < offset + length; i++) {
            target[to++] = HEX[bytes[i] >> 4 & 0xF];
            target[to++] = HEX[bytes[i] & 0xF];
        }
        return to;
    }
}
