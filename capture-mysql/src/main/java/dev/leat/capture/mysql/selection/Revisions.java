package dev.leat.capture.mysql.selection;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.schema.Revision;
import dev.leat.api.schema.TableId;
import dev.leat.api.state.StateStore;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How often rows of each table came or went without being logged: a line each for the format and every such table. What is counted is
 * stored before anybody is told. Thread-safe.
 */
public final class Revisions {
    private static final String NAME = "revisions";
    private static final String FORMAT = "1";
    private static final int FIELDS = 4;

    private final StateStore store;
    private final Map<TableId, Revision> tables = new TreeMap<>();
    private boolean isKept;

    private Revisions(StateStore store) {
        this.store = store;
    }

    /**
     * What was stored. Nothing is written before {@link #keep}.
     *
     * @throws CdcException SETUP when it is damaged or of a newer format
     */
    public static Revisions read(StateStore store) {
        Revisions revisions = new Revisions(store);
        store.read(NAME).ifPresent(stored -> revisions.decode(new String(stored, StandardCharsets.UTF_8)));
        return revisions;
    }

    /** From here on what is counted is stored. */
    public synchronized void keep() {
        isKept = true;
    }

    /** Rows of the table came or went. */
    public synchronized void count(TableId table) {
        tables.put(table, of(table).next(false, true));
        if (isKept) {
            StringBuilder text = new StringBuilder(FORMAT);
            tables.forEach((id, revision) -> text.append('\n')
                    .append(encode(id.schema()))
                    .append(' ')
                    .append(encode(id.name()))
                    .append(' ')
                    .append(revision.rewritten())
                    .append(' ')
                    .append(revision.removed()));
            store.write(NAME, text.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    /** How often that happened. */
    public synchronized Revision of(TableId table) {
        return tables.getOrDefault(table, Revision.NONE);
    }

    private void decode(String text) {
        String[] lines = text.split("\n", -1);
        if (!lines[0].equals(FORMAT) && lines[0].matches("[0-9]{1,9}")) {
            throw new CdcException(
                    ErrorKind.SETUP,
                    "the stored revisions have format " + lines[0] + ", this version reads format " + FORMAT
                            + ": use the version that wrote them");
        }
        if (!lines[0].equals(FORMAT)) {
            throw damaged(null);
        }
        try {
            for (int i = 1; i < lines.length; i++) {
                String[] fields = lines[i].split(" ", -1);
                if (fields.length != FIELDS) {
                    throw damaged(null);
                }
                tables.put(
                        new TableId(decoded(fields[0]), decoded(fields[1])),
                        new Revision(Integer.parseInt(fields[2]), Integer.parseInt(fields[3])));
            }
        } catch (IllegalArgumentException malformed) {
            throw damaged(malformed);
        }
    }

    private static String encode(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static CdcException damaged(@Nullable Throwable cause) {
        return new CdcException(
                ErrorKind.SETUP,
                "the stored revisions are damaged: bring the state folder back from a copy, or remove it and seed anew with"
                        + " `leat reseed FILE`",
                cause);
    }
}
