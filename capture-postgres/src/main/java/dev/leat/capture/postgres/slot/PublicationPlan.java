package dev.leat.capture.postgres.slot;

import dev.leat.api.schema.TableId;
import dev.leat.capture.postgres.catalog.Publication;
import dev.leat.capture.postgres.catalog.Publication.Member;
import dev.leat.capture.postgres.session.Sql;
import dev.leat.capture.postgres.slot.WantedPublication.WantedTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The commands that make a publication publish what is wanted: a pure function.
 *
 * <p>One of ours is made exact. A table that is not selected any more leaves it, and so do operations: a table without a
 * replica identity must not stay in a publication that publishes updates.
 */
final class PublicationPlan {
    private final WantedPublication wanted;
    private final Publication found;
    private final String alter;
    private final List<String> commands = new ArrayList<>();

    private PublicationPlan(WantedPublication wanted, Publication found) {
        this.wanted = wanted;
        this.found = found;
        this.alter = "ALTER PUBLICATION " + Sql.identifier(wanted.name());
    }

    /** The commands in their order; none when everything is as wanted. */
    static List<String> commands(WantedPublication wanted, Optional<Publication> found) {
        if (found.isEmpty()) {
            return List.of(wanted.create());
        }
        PublicationPlan plan = new PublicationPlan(wanted, found.get());
        plan.dropTables();
        plan.setOptions();
        plan.addTables();
        return plan.commands;
    }

    /** Whether what is wanted is published, beside whatever else. */
    static boolean carries(WantedPublication wanted, Publication found) {
        WantedPublication asNamed = new WantedPublication(
                wanted.name(), false, wanted.tables(), wanted.operations(), wanted.knowsGenerated());
        return commands(asNamed, Optional.of(found)).isEmpty();
    }

    /** Whether the publication has the table, under whatever heading. */
    static boolean has(Publication publication, TableId table) {
        return publication.isForAllTables()
                || publication.schemas().contains(table.schema())
                || publication.find(table).isPresent();
    }

    private void dropTables() {
        for (Member member : found.tables()) {
            Optional<WantedTable> table = wanted.tables().stream()
                    .filter(candidate -> candidate.id().equals(member.table()))
                    .findFirst();
            boolean drop = table.isEmpty() ? wanted.isOurs() : !isWhole(member, table.get());
            if (drop) {
                commands.add(alter + " DROP TABLE ONLY "
                        + Sql.qualified(member.table().schema(), member.table().name()));
            }
        }
    }

    /** Rows of a snapshot are read with this filter and these columns, so the stream has to carry the same. */
    private boolean isWhole(Member member, WantedTable table) {
        return Objects.equals(member.rowFilter(), table.rowFilter())
                && (member.columns().isEmpty() || member.columns().containsAll(table.columns()));
    }

    private void setOptions() {
        if (wanted.isOurs()) {
            boolean isExact = publishes().equals(wanted.operations())
                    && found.isViaRoot()
                    && found.publishesGenerated() == wanted.knowsGenerated();
            if (!isExact) {
                commands.add(alter + " SET (" + wanted.options() + ")");
            }
            return;
        }
        List<String> options = new ArrayList<>();
        Set<String> operations = publishes();
        if (!operations.containsAll(wanted.operations())) {
            operations.addAll(wanted.operations());
            options.add(WantedPublication.publish(operations));
        }
        if (wanted.hasPartitioned() && !found.isViaRoot()) {
            options.add("publish_via_partition_root = true");
        }
        if (lacksGenerated()) {
            options.add("publish_generated_columns = stored");
        }
        if (!options.isEmpty()) {
            commands.add(alter + " SET (" + String.join(", ", options) + ")");
        }
    }

    /** A column list names generated columns too, and then they are sent. */
    private boolean lacksGenerated() {
        return !found.publishesGenerated()
                && wanted.tables().stream()
                        .filter(WantedTable::needsGenerated)
                        .anyMatch(table -> found.find(table.id())
                                .filter(member -> !member.columns().isEmpty() && isWhole(member, table))
                                .isEmpty());
    }

    private void addTables() {
        List<WantedTable> absent = wanted.tables().stream()
                .filter(table -> !has(found, table.id())
                        || found.find(table.id())
                                .filter(member -> !isWhole(member, table))
                                .isPresent())
                .toList();
        if (!absent.isEmpty()) {
            commands.add(alter + " ADD TABLE " + WantedPublication.list(absent));
        }
    }

    private Set<String> publishes() {
        Set<String> published = new TreeSet<>();
        if (found.publishesInsert()) {
            published.add("insert");
        }
        if (found.publishesUpdate()) {
            published.add("update");
        }
        if (found.publishesDelete()) {
            published.add("delete");
        }
        if (found.publishesTruncate()) {
            published.add("truncate");
        }
        return published;
    }
}
