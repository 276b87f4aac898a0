package dev.leat.core.config;

/** How a piece of the file is shown in a message. */
final class Text {
    private static final int MAX_SHOWN = 60;

    private Text() {}

    /** Short, without control characters and passwords of URLs. */
    static String quotable(String text) {
        String masked = Redaction.mask(text);
        StringBuilder shown = new StringBuilder();
        masked.codePoints()
                .limit(MAX_SHOWN)
                .map(c -> Character.isISOControl(c) || c == '"' ? '?' : c)
                .forEach(shown::appendCodePoint);
        return masked.codePointCount(0, masked.length()) > MAX_SHOWN ? shown + "..." : shown.toString();
    }
}
