package dev.leat.capture.postgres.pgoutput;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.json.ChangeJson;
import dev.leat.api.json.JsonBuffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code scenario.sql}: what is done in the database, and the changes that come of it. */
final class Scenario {
    static final String SLOT = "scenario";

    private static final String EACH = "-- each";
    private static final String CHANGE = "--> ";

    /** What differs from run to run. */
    private static final Pattern RUN =
            Pattern.compile("\"position\":\"[0-9A-F/]+\",\"sequence\":\\d+,(\"ordinal\":\\d+),.*");

    private static final Pattern LONG = Pattern.compile("([xy])\\1{2999}");

    private final List<List<String>> transactions = new ArrayList<>();
    private final List<String> changes = new ArrayList<>();

    Scenario() {
        for (String block : text().split("\n\n", -1)) {
            List<String> lines = block.lines().toList();
            List<String> statements =
                    lines.stream().filter(line -> !line.startsWith("--")).toList();
            lines.stream()
                    .filter(line -> line.startsWith(CHANGE))
                    .map(line -> line.substring(CHANGE.length()))
                    .forEach(changes::add);
            if (lines.contains(EACH)) {
                statements.forEach(statement -> transactions.add(List.of(statement)));
            } else {
                transactions.add(statements);
            }
        }
    }

    /** The changes it has to come to, one JSON each, without what differs from run to run. */
    List<String> changes() {
        return changes;
    }

    void run(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (List<String> transaction : transactions) {
                // A slot cannot be made in a transaction that has written.
                boolean together = transaction.stream().noneMatch(sql -> sql.contains("pg_create_logical"));
                connection.setAutoCommit(!together);
                for (String sql : transaction) {
                    statement.execute(sql);
                }
                if (together) {
                    connection.commit();
                }
            }
            connection.setAutoCommit(true);
        }
    }

    /** The changes of these batches in the form of {@link #changes}. */
    static List<String> describe(List<ChangeBatch> batches) {
        ChangeJson json = new ChangeJson();
        JsonBuffer out = new JsonBuffer(256);
        List<String> changes = new ArrayList<>();
        for (ChangeBatch batch : batches) {
            ChangeCursor cursor = batch.cursor();
            while (cursor.next()) {
                out.clear();
                json.write(cursor, out);
                String change = new String(out.array(), 0, out.length(), UTF_8);
                Matcher run = RUN.matcher(LONG.matcher(change).replaceAll("$1*3000"));
                changes.add(run.replaceFirst("$1}"));
            }
        }
        return changes;
    }

    private static String text() {
        try (InputStream resource = Scenario.class.getResourceAsStream("/pgoutput/scenario.sql")) {
            return new String(Objects.requireNonNull(resource).readAllBytes(), UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
