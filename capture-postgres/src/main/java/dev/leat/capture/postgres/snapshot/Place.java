package dev.leat.capture.postgres.snapshot;

import dev.leat.api.DecodeException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a row is stored: what {@code ctid} has, and the file that it counts in, because a rewritten table has its rows in
 * another one. As chunk bounds carry it: the text {@code ctid FILE (PAGE,ITEM)}.
 *
 * @param file the number of the file, as {@code pg_relation_filenode} has it
 * @param page from 0, unsigned
 * @param item from 1
 */
record Place(long file, long page, int item) {
    /** More than any page has. */
    private static final int LAST_ITEM = 65_535;

    private static final Pattern BOUND = Pattern.compile("ctid (\\d{1,10}) (.*)");
    private static final Pattern TID = Pattern.compile("\\((\\d{1,10}),(\\d{1,5})\\)");

    /** Behind all rows of a page. */
    static Place endOf(long file, long page) {
        return new Place(file, page, LAST_ITEM);
    }

    /** What a bound says; empty for none, and for a key: the table was read in another order then. */
    static Optional<Place> decode(byte @Nullable [] bound) {
        if (bound == null) {
            return Optional.empty();
        }
        Matcher text = BOUND.matcher(new String(bound, StandardCharsets.ISO_8859_1));
        return text.matches() ? read(Long.parseLong(text.group(1)), text.group(2)) : Optional.empty();
    }

    /** What the server writes as {@code ctid} for a place. */
    static Place parse(long file, String written) {
        return read(file, written)
                .orElseThrow(() -> new DecodeException(0, "expected a row's place, found another text"));
    }

    private static Optional<Place> read(long file, String written) {
        Matcher tid = TID.matcher(written);
        return tid.matches()
                ? Optional.of(new Place(file, Long.parseLong(tid.group(1)), Integer.parseInt(tid.group(2))))
                : Optional.empty();
    }

    byte[] encode() {
        return ("ctid " + file + " " + tid()).getBytes(StandardCharsets.US_ASCII);
    }

    /** The first page that has rows behind it. */
    long nextPage() {
        return item == LAST_ITEM ? page + 1 : page;
    }

    /** As the server writes it. */
    String tid() {
        return "(" + page + "," + item + ")";
    }
}
