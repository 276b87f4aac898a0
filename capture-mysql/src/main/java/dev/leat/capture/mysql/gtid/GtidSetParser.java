package dev.leat.capture.mysql.gtid;

import java.util.Locale;
import java.util.UUID;

/**
 * The text form of a set of GTIDs.
 *
 * <pre>
 *   set:      [ source { "," source } ]      empty sources between commas are let pass, as by the server
 *   source:   UUID { ":" ( tag | interval ) }    a tag holds for what follows it
 *   interval: number [ "-" number ]
 * </pre>
 *
 * White space may stand between any two of these.
 */
final class GtidSetParser {
    private static final int UUID_LENGTH = 36;

    private final String text;
    private final GtidSet set = new GtidSet();
    private int at;

    GtidSetParser(String text) {
        this.text = text;
    }

    GtidSet parse() {
        skipSpace();
        while (at < text.length()) {
            if (text.charAt(at) == ',') {
                at++;
                skipSpace();
                continue;
            }
            source();
            if (at < text.length() && text.charAt(at) != ',') {
                throw new GtidFormatException("a comma", at);
            }
        }
        return set;
    }

    private void source() {
        UUID uuid = uuid();
        GtidSource source = new GtidSource(uuid);
        boolean mayEnd = false;
        skipSpace();
        if (at >= text.length() || text.charAt(at) != ':') {
            throw new GtidFormatException("a colon", at);
        }
        while (at < text.length() && text.charAt(at) == ':') {
            at++;
            skipSpace();
            if (at < text.length() && isTagStart(text.charAt(at))) {
                source = new GtidSource(uuid, tag());
                mayEnd = false;
            } else {
                interval(source);
                mayEnd = true;
            }
            skipSpace();
        }
        if (!mayEnd) {
            throw new GtidFormatException("a colon and an interval", at);
        }
    }

    private UUID uuid() {
        if (text.length() - at < UUID_LENGTH) {
            throw new GtidFormatException("a UUID", at);
        }
        long high = 0;
        long low = 0;
        int digits = 0;
        for (int i = 0; i < UUID_LENGTH; i++, at++) {
            char c = text.charAt(at);
            if (i == 8 || i == 13 || i == 18 || i == 23) {
                if (c != '-') {
                    throw new GtidFormatException("a - of a UUID", at);
                }
                continue;
            }
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw new GtidFormatException("a hexadecimal digit of a UUID", at);
            }
            if (digits++ < 16) {
                high = high << 4 | digit;
            } else {
                low = low << 4 | digit;
            }
        }
        return new UUID(high, low);
    }

    private String tag() {
        int start = at;
        while (at < text.length() && (isTagStart(text.charAt(at)) || isDigit(text.charAt(at)))) {
            at++;
        }
        if (at - start > GtidSource.MAX_TAG_LENGTH) {
            throw new GtidFormatException("a tag of " + GtidSource.MAX_TAG_LENGTH + " characters at most", start);
        }
        return text.substring(start, at).toLowerCase(Locale.ROOT);
    }

    private void interval(GtidSource source) {
        int start = at;
        long first = number();
        long last = first;
        skipSpace();
        if (at < text.length() && text.charAt(at) == '-') {
            at++;
            skipSpace();
            last = number();
        }
        if (last < first) {
            throw new GtidFormatException("an interval that does not end before it begins", start);
        }
        set.add(source, first, last);
    }

    private long number() {
        int start = at;
        long number = 0;
        while (at < text.length() && isDigit(text.charAt(at))) {
            int digit = text.charAt(at) - '0';
            if (number > (Intervals.END - 1 - digit) / 10) {
                throw new GtidFormatException("a number up to " + (Intervals.END - 1), start);
            }
            number = 10 * number + digit;
            at++;
        }
        if (number == 0) {
            throw new GtidFormatException("a number from 1 on", start);
        }
        return number;
    }

    private void skipSpace() {
        while (at < text.length() && " \n\t\r\f\u000B".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private static boolean isTagStart(char c) {
        return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
