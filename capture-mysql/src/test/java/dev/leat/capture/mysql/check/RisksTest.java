package dev.leat.capture.mysql.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.Finding;
import dev.leat.api.Finding.Severity;
import dev.leat.capture.mysql.catalog.BinaryLogs.Filter;
import dev.leat.capture.mysql.catalog.BinaryLogs.Sample;
import dev.leat.capture.mysql.catalog.Variables;
import dev.leat.capture.mysql.session.Login;
import dev.leat.capture.mysql.session.MySqlUrl;
import dev.leat.capture.mysql.session.ServerVersion;
import dev.leat.capture.mysql.session.Tls;
import dev.leat.testkit.finding.Provokes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RisksTest {
    private static final long GIGABYTE = 1L << 30;
    private static final LogRate BUSY = new LogRate(GIGABYTE / 60);

    @Test
    void theRateIsTheHigherOfWhatWasSeenAndOfWhatIsKept() {
        Sample first = new Sample(0, 1000);
        Sample last = new Sample(2_000_000, 4000);

        assertThat(LogRate.of(first, last, Duration.ZERO).bytesPerSecond()).isEqualTo(1500);
        assertThat(LogRate.of(first, last, Duration.ofSeconds(2)).bytesPerSecond())
                .isEqualTo(2000);
        assertThat(LogRate.of(last, new Sample(2_000_000, 10), Duration.ZERO).bytesPerSecond())
                .as("log was removed between the samples")
                .isZero();
    }

    @Test
    void saysHowLongLogIsKept() {
        assertThat(retention(Map.of("binlog_expire_logs_seconds", "3600"), Severity.WARNING))
                .startsWith(
                        "a pipeline may stand still for 60 min, until the server removes the log: there are 2.0 GB");
        assertThat(retention(Map.of("binlog_expire_logs_seconds", "604800"), Severity.INFO))
                .startsWith("a pipeline may stand still for 7 days");
        assertThat(retention(Map.of("expire_logs_days", "0.250000"), Severity.WARNING))
                .contains(" 6 h, ");
        assertThat(retention(
                        Map.of("binlog_expire_logs_seconds", "3600", "binlog_expire_logs_auto_purge", "OFF"),
                        Severity.INFO))
                .startsWith("the server never removes log by itself: there are 2.0 GB");
        assertThat(retention(
                        Map.of(
                                "binlog_expire_logs_seconds",
                                "864000",
                                "max_binlog_total_size",
                                Long.toString(120 * GIGABYTE)),
                        Severity.WARNING))
                .startsWith("a pipeline may stand still for about 2 h: the server keeps 120 GB of log");
    }

    private static String retention(Map<String, String> settings, Severity severity) {
        Finding finding = LogRetention.finding(new Variables(settings), BUSY, 2 * GIGABYTE, true);
        assertThat(finding.severity()).as(finding.message()).isEqualTo(severity);
        return finding.message();
    }

    @Test
    void aFilterNamesWhatIsLoggedOrWhatIsNot() {
        Set<String> schemas = Set.of("a", "b");

        assertThat(LogSettings.filtered(new Filter(List.of(), List.of()), schemas))
                .isEmpty();
        assertThat(LogSettings.filtered(new Filter(List.of(), List.of("b", "c")), schemas))
                .extracting(Finding::object)
                .containsExactly("b");
        assertThat(LogSettings.filtered(new Filter(List.of("b"), List.of()), schemas))
                .extracting(Finding::object)
                .containsExactly("a");
    }

    @Test
    @Provokes("server-version")
    void olderServersCanNotLogWhatIsNeeded() {
        for (String old : List.of("5.7.44-log", "8.0.0", "10.4.34-MariaDB", "5.5.5-10.3.1-MariaDB")) {
            assertThat(Versions.finding(ServerVersion.parse(old))).as(old).isPresent();
        }
        for (String young : List.of("8.0.1", "9.7.4-2", "10.5.0-MariaDB", "5.5.5-11.4.5-MariaDB-log")) {
            assertThat(Versions.finding(ServerVersion.parse(young))).as(young).isEmpty();
        }
    }

    @Test
    @Provokes("tls")
    void aRemoteServerIsCheckedByItsCertificate() {
        assertThat(Encryption.finding(login("db.example.com", Tls.Mode.REQUIRE), true))
                .hasValueSatisfying(
                        finding -> assertThat(finding.message()).isEqualTo("the server's certificate is not checked"));
        assertThat(Encryption.finding(login("db.example.com", Tls.Mode.PREFER), false))
                .hasValueSatisfying(
                        finding -> assertThat(finding.message()).isEqualTo("the connection is not encrypted"));
        assertThat(Encryption.finding(login("db.example.com", Tls.Mode.VERIFY_FULL), true))
                .isEmpty();
        assertThat(Encryption.finding(login("127.0.0.1", Tls.Mode.DISABLE), false))
                .isEmpty();
    }

    private static Login login(String host, Tls.Mode mode) {
        return Login.of(MySqlUrl.parse("mysql://leat@" + host), null, null, new Tls(mode));
    }
}
