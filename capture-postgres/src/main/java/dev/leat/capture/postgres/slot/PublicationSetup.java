package dev.leat.capture.postgres.slot;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.schema.TableId;
import dev.leat.capture.postgres.catalog.Publication;
import dev.leat.capture.postgres.catalog.Publications;
import dev.leat.capture.postgres.session.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Makes sure that the publication publishes what the pipeline selects. One that the file names is never altered. */
public final class PublicationSetup {
    private final String name;
    private final boolean isOurs;
    private final List<PublishedTable> tables;
    private final Set<String> operations;
    private final boolean generatedColumns;

    /**
     * A table to be published.
     *
     * @param table its name
     * @param isPartitioned whether it is the root of partitions
     */
    public record PublishedTable(TableId table, boolean isPartitioned) {
        String sql() {
            String qualified = Sql.qualified(table.schema(), table.name());
            return isPartitioned ? qualified : "ONLY " + qualified;
        }
    }

    /**
     * @param isOurs whether it has its default name, so that the pipeline may create and alter it
     * @param operations what has to be published, in the words of {@code publish}
     * @param generatedColumns whether stored generated columns are to be published (18 and later)
     */
    public PublicationSetup(
            String name,
            boolean isOurs,
            List<PublishedTable> tables,
            Set<String> operations,
            boolean generatedColumns) {
        this.name = name;
        this.isOurs = isOurs;
        this.tables = List.copyOf(tables);
        this.operations = new TreeSet<>(operations);
        this.generatedColumns = generatedColumns;
    }

    /** Refuses a publication that lacks something and may not be altered, before anything is changed. */
    public void check(Connection session) throws SQLException {
        if (!isOurs) {
            List<String> missing = missing(session);
            if (!missing.isEmpty()) {
                throw new CdcException(
                        ErrorKind.SETUP,
                        "publication " + name + ", which the file names, does not publish all that is selected; run: "
                                + String.join("; ", missing));
            }
        }
    }

    /** Creates or alters the publication where needed. */
    public void prepare(Connection session) throws SQLException {
        check(session);
        for (String command : missing(session)) {
            try (Statement statement = session.createStatement()) {
                statement.execute(command);
            }
        }
    }

    /** The commands that are missing; empty when everything is published. */
    public List<String> missing(Connection session) throws SQLException {
        Publications publications = new Publications(session);
        Optional<Publication> found = publications.find(name);
        if (found.isEmpty()) {
            return List.of("CREATE PUBLICATION " + Sql.identifier(name) + " FOR TABLE " + list(tables) + " WITH ("
                    + options() + ")");
        }
        List<String> commands = new ArrayList<>();
        if (!publishes(found.get()).containsAll(operations) || !found.get().isViaRoot()) {
            commands.add("ALTER PUBLICATION " + Sql.identifier(name) + " SET (" + options() + ")");
        }
        List<TableId> published = publications.published(name);
        List<PublishedTable> absent = tables.stream()
                .filter(table -> !published.contains(table.table()))
                .toList();
        if (!absent.isEmpty()) {
            commands.add("ALTER PUBLICATION " + Sql.identifier(name) + " ADD TABLE " + list(absent));
        }
        return commands;
    }

    private static Set<String> publishes(Publication publication) {
        Set<String> published = new TreeSet<>();
        if (publication.publishesInsert()) {
            published.add("insert");
        }
        if (publication.publishesUpdate()) {
            published.add("update");
        }
        if (publication.publishesDelete()) {
            published.add("delete");
        }
        if (publication.publishesTruncate()) {
            published.add("truncate");
        }
        return published;
    }

    private String options() {
        String publish =
                "publish = " + Sql.literal(String.join(", ", operations)) + ", publish_via_partition_root = true";
        return generatedColumns ? publish + ", publish_generated_columns = stored" : publish;
    }

    private static String list(List<PublishedTable> tables) {
        return tables.stream().map(PublishedTable::sql).collect(Collectors.joining(", "));
    }

    /** The publication's name. */
    public String name() {
        return name;
    }
}
