package dev.leat.capture.postgres.catalog;

import dev.leat.api.schema.TableId;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads publications. */
public final class Publications {

    private static final String SELECT = """
            SELECT pg_has_role(p.pubowner, 'USAGE'), p.puballtables, p.pubinsert, p.pubupdate, p.pubdelete, p.pubtruncate,
                   p.pubviaroot, coalesce(to_jsonb(p) ->> 'pubgencols', 'n') = 's'
              FROM pg_publication p
             WHERE p.pubname = ?
            """;

    private static final String SCHEMAS = """
            SELECT n.nspname
              FROM pg_publication p
              JOIN pg_publication_namespace s ON s.pnpubid = p.oid
              JOIN pg_namespace n ON n.oid = s.pnnspid
             WHERE p.pubname = ?
             ORDER BY n.nspname
            """;

    private static final String TABLES = """
            SELECT n.nspname, c.relname,
                   (SELECT array_agg(a.attname::text ORDER BY a.attnum)
                      FROM pg_attribute a WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs)),
                   pg_get_expr(r.prqual, r.prrelid)
              FROM pg_publication p
              JOIN pg_publication_rel r ON r.prpubid = p.oid
              JOIN pg_class c ON c.oid = r.prrelid
              JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE p.pubname = ?
             ORDER BY n.nspname, c.relname
            """;

    /** Column lists, row filters and schemas came with this version. */
    private static final int LISTS_SINCE = 15;

    /** With the rows by which each is in the publication, its own or those of the tables that it is a partition of. */
    private static final String PUBLISHED = """
            SELECT c.oid::int8, m.oid::int8
              FROM pg_publication_tables t
              JOIN pg_publication p ON p.pubname = t.pubname
              JOIN pg_namespace n ON n.nspname = t.schemaname
              JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = t.tablename
              JOIN LATERAL (SELECT c.oid UNION SELECT relid FROM pg_partition_ancestors(c.oid)) a ON true
              JOIN LATERAL (SELECT p.oid WHERE p.puballtables
                            UNION ALL SELECT r.oid FROM pg_publication_rel r
                                       WHERE r.prpubid = p.oid AND r.prrelid = a.oid
                            %s) m ON true
             WHERE t.pubname = ?
            """;

    private static final String BY_SCHEMA = """
            UNION ALL SELECT s.oid FROM pg_publication_namespace s JOIN pg_class b ON b.oid = a.oid
                       WHERE s.pnpubid = p.oid AND s.pnnspid = b.relnamespace
            """;

    private final Connection session;

    public Publications(Connection session) {
        this.session = session;
    }

    public Optional<Publication> find(String name) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement(SELECT)) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                return Optional.of(new Publication(
                        name,
                        row.getBoolean(1),
                        row.getBoolean(2),
                        schemas(name),
                        tables(name),
                        row.getBoolean(3),
                        row.getBoolean(4),
                        row.getBoolean(5),
                        row.getBoolean(6),
                        row.getBoolean(7),
                        row.getBoolean(8)));
            }
        }
    }

    /**
     * The OIDs of the tables under whose names rows are published, however they got in: with {@code via root} the roots of
     * partitions. For each the OIDs of its memberships: one that is taken out and put in again has others.
     */
    public Map<Integer, Set<Integer>> published(String name) throws SQLException {
        String query = PUBLISHED.formatted(hasLists() ? BY_SCHEMA : "");
        try (PreparedStatement statement = session.prepareStatement(query)) {
            statement.setString(1, name);
            try (ResultSet rows = statement.executeQuery()) {
                Map<Integer, Set<Integer>> tables = new HashMap<>();
                while (rows.next()) {
                    tables.computeIfAbsent((int) rows.getLong(1), table -> new HashSet<>())
                            .add((int) rows.getLong(2));
                }
                return tables;
            }
        }
    }

    private List<String> schemas(String name) throws SQLException {
        List<String> schemas = new ArrayList<>();
        if (hasLists()) {
            try (PreparedStatement statement = session.prepareStatement(SCHEMAS)) {
                statement.setString(1, name);
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        schemas.add(rows.getString(1));
                    }
                }
            }
        }
        return schemas;
    }

    private List<Publication.Member> tables(String name) throws SQLException {
        String query = hasLists()
                ? TABLES
                : TABLES.replace("ANY (r.prattrs)", "ANY (NULL::int2[])")
                        .replace("pg_get_expr(r.prqual, r.prrelid)", "NULL::text");
        List<Publication.Member> tables = new ArrayList<>();
        try (PreparedStatement statement = session.prepareStatement(query)) {
            statement.setString(1, name);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Array columns = rows.getArray(3);
                    tables.add(new Publication.Member(
                            new TableId(rows.getString(1), rows.getString(2)),
                            columns == null ? List.of() : List.of((String[]) columns.getArray()),
                            rows.getString(4)));
                }
            }
        }
        return tables;
    }

    private boolean hasLists() throws SQLException {
        return session.getMetaData().getDatabaseMajorVersion() >= LISTS_SINCE;
    }
}
