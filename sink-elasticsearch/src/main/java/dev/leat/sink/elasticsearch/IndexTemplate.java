package dev.leat.sink.elasticsearch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;

/** The option {@code index}: the name of a table's alias, with {@code {table}} for the table's name. */
final class IndexTemplate {
    static final String DEFAULT = "{table}";

    private static final String TABLE = "{table}";
    private static final String FORBIDDEN = "\\/*?\"<>| ,#:{}";
    /** Room for the generation's number and for the prefix of its own alias, of the 255 bytes that a name may have. */
    private static final int MAX_BYTES = 230;

    private final String text;

    private IndexTemplate(String text) {
        this.text = text;
    }

    /**
     * Reads a template.
     *
     * @throws IllegalArgumentException when no table's name can come of it
     */
    static IndexTemplate parse(String text) {
        String sample = text.replace(TABLE, "t");
        requireName(sample, "the template");
        if (!sample.equals(sample.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("an index has a name in lower case");
        }
        return new IndexTemplate(text);
    }

    /**
     * A table's alias. Upper case becomes lower case, since the target has none.
     *
     * @throws IllegalArgumentException when the target does not take the name
     */
    String name(String table) {
        String name = text.replace(TABLE, table.toLowerCase(Locale.ROOT));
        requireName(name, "its index name " + name);
        return name;
    }

    private static void requireName(String name, String what) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException(what + " is empty");
        }
        for (int i = 0; i < name.length(); i++) {
            if (FORBIDDEN.indexOf(name.charAt(i)) >= 0 || name.charAt(i) < ' ') {
                throw new IllegalArgumentException(what
                        + " has a character that no index may have: none of \\ / * ? \" < > | , # : { } and space");
            }
        }
        if ("-_+.".indexOf(name.charAt(0)) >= 0) {
            throw new IllegalArgumentException(what + " begins with one of - _ + . and no index may");
        }
        if (name.getBytes(UTF_8).length > MAX_BYTES) {
            throw new IllegalArgumentException(what + " is longer than " + MAX_BYTES + " bytes");
        }
    }

    String text() {
        return text;
    }

    @Override
    public String toString() {
        return text;
    }
}
