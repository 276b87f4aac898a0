package dev.leat.capture.mysql.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.schema.Column;
import dev.leat.api.schema.ColumnType;
import dev.leat.api.schema.Revision;
import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import dev.leat.capture.mysql.log.Place;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AnnouncementsTest {
    private static final TableSchema OF_CATALOG = new TableSchema(
            new TableId("shop", "items"),
            List.of(new Column(
                    "id",
                    ColumnType.of(ColumnType.Kind.INT32),
                    false,
                    (bytes, offset, length, out) -> out.text(bytes, offset, length))),
            new int[] {0},
            true);
    private static final TableSchema OF_LOG = OF_CATALOG.at(new Revision(0, 1));

    private final Announcements announcements = new Announcements();

    @Test
    void areDueBehindTheLook() {
        announcements.replace(new CatalogLook(at(100), at(200), List.of(OF_CATALOG)));

        assertThat(announcements.areDue(at(199))).isFalse();
        assertThat(announcements.areDue(at(200))).isTrue();
        assertThat(announcements.take()).containsExactly(OF_CATALOG);
        assertThat(announcements.areDue(at(300))).as("once").isFalse();
    }

    @Test
    void tellWhatTheLogHasToldSince() {
        announcements.resolved(OF_LOG, at(150));
        announcements.replace(new CatalogLook(at(100), at(200), List.of(OF_CATALOG)));

        assertThat(announcements.take()).containsExactly(OF_LOG);
    }

    @Test
    void tellWhatTheCatalogHasWhereTheLogIsOlder() {
        announcements.resolved(OF_LOG, at(99));
        announcements.replace(new CatalogLook(at(100), at(200), List.of(OF_CATALOG)));

        assertThat(announcements.take()).containsExactly(OF_CATALOG);
    }

    private static Place at(long offset) {
        return new Place("binlog.000007", offset);
    }
}
