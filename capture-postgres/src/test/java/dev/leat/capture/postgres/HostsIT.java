package dev.leat.capture.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.capture.LiveMode;
import dev.leat.api.capture.Snapshot;
import dev.leat.testkit.server.LoopbackPort;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** A URL with several hosts. */
@Timeout(180)
@TestMethodOrder(OrderAnnotation.class)
final class HostsIT {
    private static PostgresServer primary;
    private static PostgresServer standby;
    private static TestDatabase database;

    private TestCapture capture;

    @BeforeAll
    static void startServers() {
        primary = PostgresServer.builder().start();
        database = primary.createDatabase();
        database.execute("CREATE TABLE items (id int PRIMARY KEY, v text)");
        primary.stop();
        standby = PostgresServer.builder().standbyOf(primary).start();
        primary.start();
    }

    @BeforeEach
    void makeCapture() {
        capture = TestCapture.of(database).watchEvery(Duration.ofMillis(200));
    }

    @AfterEach
    void closeCapture() {
        capture.close();
    }

    @AfterAll
    static void closeServers() {
        standby.close();
        primary.close();
    }

    /** G17: all connections go to the first host that is a primary, and a stream never goes on from another history. */
    @Test
    @Order(2) // there is no standby any more behind it
    void readsTheFirstHostThatIsAPrimary() {
        capture.option("url", url(standby.port(), primary.port()));
        capture.live();
        database.execute("INSERT INTO items VALUES (1, 'streamed')");
        assertThat(capture.changesUntil("insert 1,streamed"::equals)).hasSize(1);
        Snapshot snapshot = capture.snapshot();
        snapshot.openReader().close();

        standby.promote();

        // the stream still comes from the old primary, which does not know
        assertThatThrownBy(snapshot::openReader)
                .isInstanceOfSatisfying(
                        CdcException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.SOURCE_CHANGED));
        CdcException noticed = capture.failure();
        assertThat(noticed.kind()).isEqualTo(ErrorKind.SOURCE_CHANGED);
        assertThat(noticed).hasMessageContaining("timeline 2");
        assertThatThrownBy(() -> capture.reconnect(LiveMode.RESUME))
                .isInstanceOfSatisfying(
                        CdcException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.SOURCE_CHANGED));
        capture.close();
        CdcException anew = capture.refusal();
        assertThat(anew.kind()).isEqualTo(ErrorKind.GAP);
        assertThat(anew).hasMessageContaining("slot leat_" + database.name() + " is gone");
    }

    @Test
    @Order(1)
    void saysOfEachHostWhyNotThatOne() {
        int nobody = LoopbackPort.free();
        capture.option("url", url(nobody, standby.port()));

        CdcException refusal = capture.refusal();

        assertThat(refusal.kind()).isEqualTo(ErrorKind.CONNECTION);
        assertThat(refusal)
                .hasMessageContaining("127.0.0.1:" + nobody + ": java.net.ConnectException")
                .hasMessageContaining("127.0.0.1:" + standby.port() + ": it is a standby");

        capture.close();
        capture.option("url", url(primary.port(), standby.port()).replaceFirst(":[^:@/]*@", ":wrong@"));
        CdcException unknown = capture.refusal();
        assertThat(unknown.kind()).as("nothing that another try mends").isEqualTo(ErrorKind.SETUP);
        assertThat(unknown)
                .hasMessageContaining("127.0.0.1:" + primary.port() + ": FATAL 28P01")
                .hasMessageContaining("127.0.0.1:" + standby.port() + ": FATAL 28P01")
                .message()
                .doesNotContain("wrong");
    }

    private static String url(int first, int second) {
        return database.leatUrl(first).replace("/" + database.name(), ",127.0.0.1:" + second + "/" + database.name());
    }
}
