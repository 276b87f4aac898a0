package dev.leat.capture.postgres.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.Finding;
import dev.leat.api.Finding.Severity;
import dev.leat.capture.postgres.catalog.ReplicationSlot;
import dev.leat.capture.postgres.catalog.ServerState;
import dev.leat.capture.postgres.catalog.WalActivity.Standbys;
import dev.leat.capture.postgres.catalog.WalSample;
import dev.leat.testkit.finding.Provokes;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is decided without a server. */
class RisksTest {
    private static final long MB = 1 << 20;

    @Test
    void theRateIsTheHigherOfNowAndTheAverage() {
        WalSample first = new WalSample(1000, 5_000_000);
        WalSample halfASecondLater = new WalSample(3000, 5_500_000);

        assertThat(WalRate.of(first, halfASecondLater, 100).bytesPerSecond()).isEqualTo(4000);
        assertThat(WalRate.of(first, halfASecondLater, 70_000).bytesPerSecond()).isEqualTo(70_000);
        assertThat(WalRate.of(first, first, 0).bytesPerSecond()).isZero();
    }

    @Test
    void aSlotMayBeUnreadForAsLongAsItsWalIsKept() {
        Finding aDay = onlyFinding(WalKeep.findings(keeping(86_400), new WalRate(MB)));
        Finding anHour = onlyFinding(WalKeep.findings(keeping(7200), new WalRate(2 * MB)));

        assertThat(aDay.severity()).isEqualTo(Severity.INFO);
        assertThat(aDay.message())
                .isEqualTo("a slot may be unread for about 24 h: it keeps at most 84 GB of WAL, and the server writes"
                        + " 1.0 MB/s, 84 GB a day");
        assertThat(anHour.severity()).isEqualTo(Severity.WARNING);
        assertThat(anHour.message()).startsWith("a slot may be unread for about 60 min: it keeps at most 7.0 GB");
        assertThat(anHour.remedy()).startsWith("ALTER SYSTEM SET max_slot_wal_keep_size = '169 GB'");
    }

    @Test
    void aServerThatWritesNothingKeepsItForLong() {
        assertThat(onlyFinding(WalKeep.findings(keeping(1 << 20), new WalRate(0)))
                        .message())
                .isEqualTo(
                        "a slot may be unread for long: it keeps at most 1.0 TB of WAL, and the server writes 0 bytes/s"
                                + " while it was watched");
        assertThat(onlyFinding(WalKeep.findings(keeping(1 << 20), new WalRate(0)))
                        .severity())
                .isEqualTo(Severity.INFO);
        assertThat(onlyFinding(WalKeep.findings(keeping(0), new WalRate(0))).severity())
                .isEqualTo(Severity.WARNING);
    }

    private static ServerState keeping(int megabytes) {
        return server(Map.of("max_slot_wal_keep_size", Integer.toString(megabytes)));
    }

    @Test
    @Provokes("slot-idle-timeout")
    void aSlotThatIdlesIsGivenUp() {
        List<Finding> findings =
                WalKeep.findings(server(Map.of("idle_replication_slot_timeout", "10800")), new WalRate(0));

        assertThat(findings).hasSize(2);
        assertThat(findings.get(1).code()).isEqualTo("slot-idle-timeout");
        assertThat(findings.get(1).message()).endsWith("has read for 3 h");
    }

    @Test
    void aSlotIsAtRiskBeforeItIsLost() {
        WalRate rate = new WalRate(MB);

        assertThat(risk(slot("reserved", null), rate)).isEmpty();
        assertThat(risk(slot("reserved", 7200 * MB), rate)).isEmpty();
        assertThat(risk(slot("reserved", 600 * MB), rate))
                .contains("holds 10 MB of WAL and is lost when 600 MB more are written: in about 10 min");
        assertThat(risk(slot("extended", null), rate)).contains("past max_wal_size");
        assertThat(risk(slot("extended", 7200 * MB), rate)).contains("in about 2 h");
        assertThat(risk(slot("unreserved", -5L), rate)).contains("lost with the next checkpoint");
        assertThat(risk(slot("lost", null), rate)).as("that is a gap").isEmpty();
    }

    private static String risk(ReplicationSlot slot, WalRate rate) {
        List<Finding> findings = SlotRisks.findings(slot, 100 * MB + 10 * MB, rate);
        return findings.isEmpty() ? "" : onlyFinding(findings).message();
    }

    private static ReplicationSlot slot(String walStatus, @Nullable Long safeBytes) {
        return new ReplicationSlot(
                "leat_shop",
                "pgoutput",
                "shop",
                false,
                null,
                100 * MB,
                100 * MB,
                walStatus,
                safeBytes,
                null,
                false,
                false);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "*; true",
                "FIRST 1 (a, *); true",
                "ANY 2 (\"leat shop\", b); true",
                "2 (a, LEAT SHOP); true",
                "first_standby; false",
                "\"any 1 (*)\"; false",
                "FIRST 1 (a, b); false"
            })
    void thePipelineIsAStandbyIfItsNameMatches(String names, boolean isOne) {
        List<Finding> findings = Synchrony.findings(
                server(Map.of("synchronous_standby_names", names)), new Standbys(1, 0), "leat shop", false);

        assertThat(findings.stream().anyMatch(one -> one.code().equals("synchronous-with-pipeline")))
                .isEqualTo(isOne);
    }

    @Test
    void nobodyWaitsForAStandbyThatNeedNotConfirm() {
        ServerState local = server(Map.of("synchronous_standby_names", "ghost", "synchronous_commit", "local"));

        assertThat(Synchrony.findings(local, new Standbys(0, 0), "leat shop", false))
                .extracting(Finding::code)
                .containsExactly("synchronous-replication");
    }

    @Test
    @Provokes("server-version-untested")
    void aVersionThatNoTestHasSeenIsARisk() {
        ServerState next = new ServerState(190_000, "19beta1", "shop", false, Map.of());

        assertThat(SettingRisks.findings(next)).extracting(Finding::code).containsExactly("server-version-untested");
        assertThat(SettingRisks.findings(server(Map.of()))).isEmpty();
    }

    private static ServerState server(Map<String, String> settings) {
        return new ServerState(180_000, "18.0", "shop", false, settings);
    }

    private static Finding onlyFinding(List<Finding> findings) {
        assertThat(findings).hasSize(1);
        return findings.get(0);
    }
}
