package dev.leat.capture.postgres.pgoutput;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A name of messages, or a pattern in which {@code *} stands for any characters. Compares bytes, so that nothing is allocated. */
final class PrefixPattern {
    private final byte[] pattern;

    PrefixPattern(String text) {
        this.pattern = text.getBytes(UTF_8);
    }

    /** Whether {@code length} bytes at {@code offset} are such a name. */
    boolean matches(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int star = -1;
        int retry = 0;
        int p = 0;
        int at = offset;
        while (at < end) {
            if (p < pattern.length && pattern[p] == '*') {
                star = p++;
                retry = at;
            } else if (p < pattern.length && pattern[p] == bytes[at]) {
                p++;
                at++;
            } else if (star >= 0) {
                p = star + 1;
                at = ++retry;
            } else {
                return false;
            }
        }
        while (p < pattern.length && pattern[p] == '*') {
            p++;
        }
        return p == pattern.length;
    }
}
