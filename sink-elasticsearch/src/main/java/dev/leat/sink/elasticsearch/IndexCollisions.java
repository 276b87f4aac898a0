package dev.leat.sink.elasticsearch;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.util.List;

/** Refuses tables that would share an index, now or in a later generation. */
final class IndexCollisions {
    private IndexCollisions() {}

    /**
     * Compares all tables.
     *
     * @throws CdcException CONFIG with the names
     */
    static void refuse(List<OpenTable> tables, IndexTemplate template) {
        for (OpenTable table : tables) {
            String alias = table.alias();
            if (alias.equals(StateIndex.NAME)) {
                throw new CdcException(
                        ErrorKind.CONFIG,
                        table.id() + " would be written to Leat's own index " + StateIndex.NAME + ": "
                                + remedy(template));
            }
        }
        for (int i = 0; i < tables.size(); i++) {
            for (int j = 0; j < i; j++) {
                String one = tables.get(j).alias();
                String other = tables.get(i).alias();
                if (one.equals(other) || Generation.isOf(one, other) || Generation.isOf(other, one)) {
                    throw new CdcException(
                            ErrorKind.CONFIG,
                            tables.get(j).id() + " and " + tables.get(i).id() + " would share the index " + one + ": "
                                    + remedy(template));
                }
            }
        }
    }

    private static String remedy(IndexTemplate template) {
        return "change the option index, now " + template.text()
                + ", or leave one of the tables to a pipeline of its own";
    }
}
