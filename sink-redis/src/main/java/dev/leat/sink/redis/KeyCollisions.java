package dev.leat.sink.redis;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.util.List;

/** Refuses tables whose rows could ever be named alike, or like what the sink keeps beside them. */
final class KeyCollisions {
    private KeyCollisions() {}

    /**
     * Compares all tables.
     *
     * @throws CdcException CONFIG with the names
     */
    static void refuse(List<OpenTable> tables, StateHash state, KeyTemplate template) {
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
