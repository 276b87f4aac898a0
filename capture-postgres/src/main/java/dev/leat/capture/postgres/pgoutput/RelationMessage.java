package dev.leat.capture.postgres.pgoutput;

import dev.leat.api.DecodeException;
import dev.leat.capture.postgres.key.ReplicaIdentity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the server says about a table before its first row, and again after it changed.
 *
 * <pre>
 *   Byte1('R')
 *   Int32    OID of the relation
 *   String   Namespace (empty for pg_catalog)
 *   String   Relation name
 *   Int8     Replica identity setting, as in pg_class.relreplident
 *   Int16    Number of columns, then for each:
 *     Int8     Flags: 1 marks the column as part of the key
 *     String   Name of the column
 *     Int32    OID of the column's data type
 *     Int32    Type modifier of the column (atttypmod)
 * </pre>
 *
 * @param oid the relation's OID, an unsigned number
 * @param schema the schema's name
 * @param table the table's bare name; of a partitioned table the root's
 * @param identity what old rows carry
 * @param columns in the order of the rows' values
 */
public record RelationMessage(
        int oid, String schema, String table, ReplicaIdentity identity, List<RelationMessage.Column> columns) {

    private static final int KEY_FLAG = 1;
    private static final int MIN_COLUMN_BYTES = 10;

    /** Copies the list. */
    public RelationMessage {
        columns = List.copyOf(columns);
    }

    /**
     * A column as the server sends it.
     *
     * @param name the column's name at this place of the log
     * @param typeOid OID of its type, an unsigned number
     * @param typmod its type modifier, -1 if it has none
     * @param isKey whether the replica identity covers it
     */
    public record Column(String name, int typeOid, int typmod, boolean isKey) {}

    /** Reads the message; the reader stands behind its tag. */
    static RelationMessage decode(MessageReader reader) {
        int oid = reader.i32("OID of the relation");
        String schema = reader.string("Namespace");
        String table = reader.string("Relation name");
        int code = reader.u8("Replica identity setting");
        ReplicaIdentity identity = ReplicaIdentity.find(code);
        if (identity == null) {
            throw reader.unexpected("Replica identity setting", "'d', 'n', 'f' or 'i'", code);
        }
        int count = reader.u16("Number of columns");
        List<Column> columns = new ArrayList<>(Math.min(count, reader.remaining() / MIN_COLUMN_BYTES));
        Set<String> names = new HashSet<>();
        for (int i = 0; i < count; i++) {
            int flags = reader.u8("Flags of the column");
            int at = reader.position();
            String name = reader.string("Name of the column");
            if (!names.add(name)) {
                throw new DecodeException(at, "Name of the column: expected one of its own, found a repetition");
            }
            int typeOid = reader.i32("OID of the column's data type");
            int typmod = reader.i32("Type modifier of the column");
            columns.add(new Column(name, typeOid, typmod, (flags & KEY_FLAG) != 0));
        }
        reader.finish("Relation");
        return new RelationMessage(oid, schema.isEmpty() ? "pg_catalog" : schema, table, identity, columns);
    }
}
