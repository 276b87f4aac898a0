package dev.leat.capture.postgres.key;

import dev.leat.api.schema.TableId;
import dev.leat.capture.postgres.session.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The key of a table, or why it has none that the log carries. */
public sealed interface KeyChoice {
    /**
     * These columns identify a row.
     *
     * @param columns in the order of the key's definition
     * @param isUnique false when all columns stand in for a key, so that equal rows are one
     */
    record Key(List<String> columns, boolean isUnique) implements KeyChoice {
        /** Copies the list. */
        public Key {
            columns = List.copyOf(columns);
        }
    }

    /**
     * Updates and deletes of the table cannot be followed; published, the server would reject them.
     *
     * @param reason completes the sentence "public.t ..."
     * @param remedies the SQL commands that mend it, and the line for the pipeline file that leaves the table out
     */
    record NoIdentity(String reason, List<String> remedies) implements KeyChoice {
        /** Copies the list. */
        public NoIdentity {
            remedies = List.copyOf(remedies);
        }
    }

    /**
     * Chooses the key. A deferrable key is none: while a transaction swaps two of its values, a delete of the one would
     * take the other's row.
     *
     * @param table for the remedies
     * @param identity the table's replica identity
     * @param indexes its unique indexes
     * @param columns all its columns, in their order
     */
    static KeyChoice of(TableId table, ReplicaIdentity identity, List<UniqueIndex> indexes, List<String> columns) {
        Optional<UniqueIndex> primary =
                indexes.stream().filter(UniqueIndex::isPrimary).findFirst();
        return switch (identity) {
            case DEFAULT ->
                usable(primary)
                        .<KeyChoice>map(index -> new Key(index.columns(), true))
                        .orElseGet(() -> none(table, indexes, primaryFlaw(primary)));
            case INDEX -> {
                Optional<UniqueIndex> named =
                        indexes.stream().filter(UniqueIndex::isReplicaIdentity).findFirst();
                yield named.filter(UniqueIndex::canIdentify)
                        .<KeyChoice>map(index -> new Key(index.columns(), true))
                        .orElseGet(() -> none(table, indexes, indexFlaw(named)));
            }
            case FULL ->
                usable(primary).map(index -> new Key(index.columns(), true)).orElseGet(() -> new Key(columns, false));
            case NOTHING -> none(table, indexes, "has REPLICA IDENTITY NOTHING");
        };
    }

    /**
     * The order of a key that the log knows as a set of flagged columns: that of the index which has exactly these
     * columns. Without one (the log is older than the catalog) the given order stays.
     *
     * @param flagged the flagged columns of a Relation message, in their order there
     */
    static List<String> inOrderOfDefinition(List<String> flagged, List<UniqueIndex> indexes) {
        Set<String> wanted = Set.copyOf(flagged);
        return indexes.stream()
                .filter(index -> index.columns().size() == wanted.size() && wanted.containsAll(index.columns()))
                .findFirst()
                .map(UniqueIndex::columns)
                .orElse(List.copyOf(flagged));
    }

    private static Optional<UniqueIndex> usable(Optional<UniqueIndex> primary) {
        return primary.filter(index -> index.isImmediate() && index.isValid());
    }

    private static String primaryFlaw(Optional<UniqueIndex> primary) {
        return primary.isEmpty()
                ? "has no primary key"
                : "has a primary key that is " + (primary.get().isImmediate() ? "not valid" : "deferrable");
    }

    private static String indexFlaw(Optional<UniqueIndex> named) {
        return named.isEmpty()
                ? "has a replica identity index that was dropped"
                : "has the replica identity index " + named.get().name() + ", which does not identify its rows";
    }

    private static NoIdentity none(TableId table, List<UniqueIndex> indexes, String reason) {
        String alter = "ALTER TABLE " + Sql.qualified(table.schema(), table.name()) + " REPLICA IDENTITY ";
        Optional<UniqueIndex> candidate =
                indexes.stream().filter(UniqueIndex::canIdentify).findFirst();
        List<String> remedies = new ArrayList<>();
        remedies.add(
                candidate
                        .map(index ->
                                alter + (index.isPrimary() ? "DEFAULT" : "USING INDEX " + Sql.identifier(index.name())))
                        .orElse(
                                alter
                                        + "USING INDEX <a unique index, not partial and not deferrable, over columns that are NOT NULL>"));
        remedies.add(alter + "FULL");
        remedies.add("exclude: [" + pattern(table) + "]");
        return new NoIdentity(reason, remedies);
    }

    /** The table as a pattern of the pipeline file, inside a YAML list. */
    private static String pattern(TableId table) {
        String pattern = patternPart(table.schema()) + "." + patternPart(table.name());
        return pattern.matches("[A-Za-z_][A-Za-z0-9_.$]*") ? pattern : "'" + pattern.replace("'", "''") + "'";
    }

    private static String patternPart(String name) {
        return name.matches("[^.*\"]+") ? name : '"' + name.replace("\"", "\"\"") + '"';
    }
}
