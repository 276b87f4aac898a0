package dev.leat.capture.postgres.selection;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.capture.postgres.key.ReplicaIdentity;
import dev.leat.capture.postgres.pgoutput.RelationMessage;
import dev.leat.capture.postgres.session.Sql;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The key of a table's rows at a place of the log, where columns may have other names than at the start. */
final class RelationKey {
    private RelationKey() {}

    /**
     * The key's columns in the order of its definition.
     *
     * @throws CdcException SETUP when the log does not say any more which rows are changed
     */
    static List<String> of(RelationMessage relation, CapturedTable known) {
        if (!known.isIdentified()) {
            return known.keyColumns();
        }
        if (!known.schema().hasUniqueKey()) {
            requireWholeRows(relation, known);
            return known.keyColumns();
        }
        Map<String, RelationMessage.Column> sent =
                relation.columns().stream().collect(Collectors.toMap(RelationMessage.Column::name, column -> column));
        List<String> key = renamed(relation, known);
        for (String name : key) {
            RelationMessage.Column column = sent.get(name);
            if (column == null) {
                throw new CdcException(
                        ErrorKind.SETUP,
                        "column " + name + " belongs to the key of " + known.id() + " and is not there any more. "
                                + remedy(known));
            }
            if (!column.isKey()) {
                throw new CdcException(
                        ErrorKind.SETUP,
                        "the replica identity of " + known.id() + " (" + relation.identity()
                                + ") does not cover column " + name + " of its key any more. " + remedy(known));
            }
        }
        return key;
    }

    private static void requireWholeRows(RelationMessage relation, CapturedTable known) {
        if (relation.identity() != ReplicaIdentity.FULL) {
            throw new CdcException(
                    ErrorKind.SETUP,
                    known.id() + " has no key, and its replica identity is " + relation.identity()
                            + " instead of FULL. " + remedy(known));
        }
    }

    private static String remedy(CapturedTable known) {
        return "Give it one again, as with: ALTER TABLE "
                + Sql.qualified(known.id().schema(), known.id().name())
                + " REPLICA IDENTITY FULL; or leave the table out with `exclude`";
    }

    /** A column that was renamed since has its place still. */
    private static List<String> renamed(RelationMessage relation, CapturedTable known) {
        List<RelationMessage.Column> now = relation.columns();
        boolean isKnown = known.keyColumns().stream()
                .allMatch(key -> now.stream().anyMatch(column -> column.name().equals(key)));
        if (isKnown || now.size() != known.definition().columns().size()) {
            return known.keyColumns();
        }
        return known.keyColumns().stream()
                .map(key -> now.get(known.indexOf(key)).name())
                .toList();
    }
}
