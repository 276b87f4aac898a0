package dev.leat.capture.mysql.binlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.Row;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** M18: every column of every row that a server logged is what the server itself prints of it. */
final class RecordedTypesTest {
    @ParameterizedTest
    @EnumSource(names = {"MYSQL_TYPES", "MARIADB_TYPES"})
    void readsEveryTypeAsTheServerPrintsIt(RecordedLog log) {
        List<String> wrong = new ArrayList<>();
        Iterator<String[]> expected = log.expectedRows().iterator();

        try (Feed feed = new Feed(WireSchemas.recorded())) {
            feed.events(log.events());
            ChangeCursor change = feed.batch().cursor();
            while (change.next()) {
                String[] line = expected.next();
                assertThat(change.schema().table().name()).isEqualTo(line[0]);
                compare(change.after(), RowJson.JSON.readTree(line[1]), wrong);
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(expected.hasNext()).isFalse();
    }

    private static void compare(Row row, JsonNode expected, List<String> wrong) {
        JsonNode ours = RowJson.tree(row);
        for (int i = 0; i < row.schema().columnCount(); i++) {
            String name = row.schema().column(i).name();
            JsonNode value = ours.get(name);
            JsonNode printed = expected.get(name);
            if (printed == null
                    || !RowJson.isEqual(row.schema().column(i).type().kind(), value, printed)) {
                wrong.add(row.schema().table() + "." + name + " of row " + ours.get("id") + ": " + value
                        + " instead of " + printed);
            }
        }
        assertThat(ours.size()).isEqualTo(expected.size());
    }
}
