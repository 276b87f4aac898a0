package dev.leat.capture.mysql.gtid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.testkit.server.MySqlServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** M10, T9: sets of GTIDs against the server's own functions. */
final class GtidServerIT {
    private static final long SEED = 20261122;
    private static final int RUNS = 400;

    @Test
    void agreesWithTheServer() throws SQLException {
        Random random = new Random(SEED);
        try (Connection connection = MySqlServer.shared().connect();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT gtid_subtract(?, ''), gtid_subtract(?, ?), gtid_subset(?, ?)")) {
            for (int i = 0; i < RUNS; i++) {
                GtidSet a = GtidSetModelTest.Model.random(random).built(random);
                GtidSet b = GtidSetModelTest.Model.random(random).built(random);
                statement.setString(1, a.toString());
                statement.setString(2, a.toString());
                statement.setString(3, b.toString());
                statement.setString(4, b.toString());
                statement.setString(5, a.toString());
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    String of = "seed " + SEED + ", run " + i + ": " + a + " and " + b;
                    assertThat(a).as(of).hasToString(row.getString(1).replace("\n", ""));
                    assertThat(GtidSet.parse(row.getString(1))).as(of).isEqualTo(a);
                    assertThat(a.minus(b)).as(of).hasToString(row.getString(2).replace("\n", ""));
                    assertThat(a.contains(b)).as(of).isEqualTo(row.getBoolean(3));
                }
            }
        }
    }

    /** What the server refuses is no set; that we also refuse sources without a transaction is our own affair. */
    @Test
    void refusesWhatTheServerRefuses() throws SQLException {
        String uuid = "0d0ed5c3-e67c-11f1-b383-02fc00000001";
        try (Connection connection = MySqlServer.shared().connect();
                PreparedStatement statement = connection.prepareStatement("SELECT gtid_subtract(?, '')")) {
            for (String behind : List.of(
                    ":",
                    ":0",
                    ":0-5",
                    ":1-",
                    ":1;",
                    ":1:",
                    "::1",
                    ":tag:",
                    ":1:tag:",
                    ":9223372036854775807",
                    ":abcdefghijabcdefghijabcdefghijabc:1",
                    "x")) {
                String text = uuid + behind;
                statement.setString(1, text);
                assertThatThrownBy(statement::executeQuery).as(text).isInstanceOf(SQLException.class);
                assertThatThrownBy(() -> GtidSet.parse(text)).as(text).isInstanceOf(GtidFormatException.class);
            }
        }
    }
}
