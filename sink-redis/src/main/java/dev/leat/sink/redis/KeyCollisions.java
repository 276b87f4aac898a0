package dev.leat.sink.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.util.List;

/** Refuses tables whose rows could ever be named alike, or anything that is named like what the sink keeps beside it. */
final class KeyCollisions {
    private KeyCollisions() {}

    /**
     * Compares all tables.
     *
     * @throws CdcException CONFIG with the names
     */
    static void refuse(List<OpenTable> tables, StateHash state, ChangeForm form) {
        KeyTemplate keys = form.keys();
        if (keys != null) {
            refuseRows(tables, state, keys);
        } else if (form.stream() != null) {
            refuseStreams(tables, state, form.stream());
        }
    }

    /** Two tables may share a stream: its entries name the table. */
    private static void refuseStreams(List<OpenTable> tables, StateHash state, TableTemplate template) {
        for (OpenTable table : tables) {
            String name = new String(table.stream(), UTF_8);
            if (name.startsWith(state.namespace())) {
                throw new CdcException(
                        ErrorKind.CONFIG,
                        "the stream " + name + " of " + table.id() + " is named like Leat's own state " + state.name()
                                + ": change the option key, now " + template.text());
            }
        }
    }

    private static void refuseRows(List<OpenTable> tables, StateHash state, KeyTemplate template) {
        KeyLanguage reserved = state.reserved();
        for (int i = 0; i < tables.size(); i++) {
            OpenTable table = tables.get(i);
            KeyLanguage keys = table.keys().language();
            if (keys.intersects(reserved)) {
                throw new CdcException(
                        ErrorKind.CONFIG,
                        "rows of " + table.id() + " could be named like Leat's own state " + state.name() + ": "
                                + remedy(template));
            }
            for (int j = 0; j < i; j++) {
                if (keys.intersects(tables.get(j).keys().language())) {
                    throw new CdcException(
                            ErrorKind.CONFIG,
                            "rows of " + tables.get(j).id() + " and " + table.id()
                                    + " could have the same key in Redis: " + remedy(template));
                }
            }
        }
    }

    private static String remedy(KeyTemplate template) {
        return "change the option key, now " + template.text()
                + ", so that the table's name is told from what follows, as in "
                + "row:{table}/{key}, or give each table a sink with a key of its own";
    }
}
