package dev.leat.capture.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Finding;
import dev.leat.api.Finding.Severity;
import dev.leat.testkit.finding.Provokes;
import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a pipeline whose url leads to a pooler. */
@Timeout(60)
final class PoolerIT {
    private TestDatabase database;

    @BeforeEach
    void createDatabase() {
        database = PostgresServer.shared().createDatabase();
        database.execute("CREATE TABLE items (id int PRIMARY KEY)");
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    @Provokes("pooler")
    void aPoolerThatKeepsSessionsApartIsARisk() throws IOException {
        try (FakePooler pooler = pooler(FakePooler.Mode.SESSION);
                TestCapture capture = through(pooler)) {
            Finding finding = capture.finding("pooler");

            assertThat(finding.severity()).isEqualTo(Severity.WARNING);
            assertThat(finding.object()).endsWith(":" + pooler.port() + "/" + database.name());
            assertThat(capture.capture().check()).noneMatch(other -> other.severity() == Severity.ERROR);
            capture.live();
        }
    }

    @Test
    @Provokes("transaction-pooler")
    void aPoolerThatSharesSessionsStopsTheStart() throws IOException {
        try (FakePooler pooler = pooler(FakePooler.Mode.TRANSACTION);
                TestCapture capture = through(pooler)) {
            Finding finding = capture.finding("transaction-pooler");
            CdcException refusal = capture.refusal();

            assertThat(finding.severity()).isEqualTo(Severity.ERROR);
            assertThat(refusal.kind()).isEqualTo(ErrorKind.SETUP);
            assertThat(refusal).hasMessage(finding.message() + "; " + finding.remedy());
        }
    }

    @Test
    @Provokes("replication-connection")
    void aPoolerWithoutReplicationStopsTheStart() throws IOException {
        try (FakePooler pooler = pooler(FakePooler.Mode.WITHOUT_REPLICATION);
                TestCapture capture = through(pooler)) {
            Finding finding = capture.finding("replication-connection");

            assertThat(finding.severity()).isEqualTo(Severity.ERROR);
            assertThat(finding.message()).contains("unsupported startup parameter: replication");
            assertThat(capture.findings()).contains("pooler");
            assertThat(capture.refusal()).hasMessage(finding.message());
        }
    }

    @Test
    void aServerIsNoPooler() {
        try (TestCapture capture = TestCapture.of(database)) {
            assertThat(capture.concerns()).isEmpty();
        }
    }

    private FakePooler pooler(FakePooler.Mode mode) {
        return new FakePooler(database.server().port(), mode);
    }

    private TestCapture through(FakePooler pooler) {
        return TestCapture.of(database)
                .option("url", database.leatUrl(pooler.port()))
                .option("slot-wait", "20s");
    }
}
