package dev.leat.capture.mysql.cursor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.capture.LiveMode;
import dev.leat.api.capture.StreamStart;
import dev.leat.capture.mysql.log.LogFiles;
import dev.leat.capture.mysql.log.LogOrder;
import dev.leat.capture.mysql.log.Place;
import dev.leat.capture.mysql.log.Positioning;
import dev.leat.capture.mysql.wire.DumpStart;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

// M10, M11, M12, M19
final class ResumeCheckTest {
    private static final String A = "aaaaaaaa-71ca-11e1-9e33-c80aa9429562";
    private static final String B = "bbbbbbbb-71ca-11e1-9e33-c80aa9429562";
    private static final OptionalLong BEGUN = OptionalLong.of(1000);

    private static final LogFiles FILES =
            new LogFiles(List.of(new Place("binlog.000003", 900), new Place("binlog.000004", 500)));
    private static final Place END = new Place("binlog.000004", 500);

    @Test
    void goesOnWhereNothingIsMissing() {
        assertThat(missing(gtids(A, A + ":1-40"), log(A, A + ":1-60", A + ":1-30")))
                .isEmpty();
        assertThat(missing(gtids(A, A + ":1-40"), log(A, A + ":1-60", A + ":1-40")))
                .isEmpty();
        assertThat(missing(files(A), new ServerLog(Positioning.FILES, A, END, "", "", FILES)))
                .isEmpty();
        assertThat(missing(domains(A, "0-1-40"), mariaDb(A, "0-1-60,1-1-3"))).isEmpty();
    }

    @Test
    void findsWhatWasPurged() {
        assertThat(missing(gtids(A, A + ":1-40"), log(A, A + ":1-60", A + ":1-50"))
                        .orElseThrow())
                .contains("purged " + A + ":41-50");
    }

    @Test
    void findsThatTheServerForgot() {
        assertThat(missing(gtids(A, A + ":1-40"), log(A, A + ":1-30", "")).orElseThrow())
                .contains("does not have " + A + ":31-40");
        assertThat(missing(domains(A, "0-1-40"), mariaDb(A, "0-1-39")).orElseThrow())
                .contains("0-1-40");
        ServerLog shorter = new ServerLog(
                Positioning.FILES,
                A,
                new Place("binlog.000003", 300),
                "",
                "",
                new LogFiles(List.of(new Place("binlog.000003", 300))));
        assertThat(missing(files(A), shorter).orElseThrow()).contains("ends at binlog.000003:300");
    }

    /** The file of the same name, grown to the same size, has another begin. */
    @Test
    void findsThatTheLogWasReset() {
        assertThat(ResumeCheck.missing(gtids(A, A + ":1-40"), log(A, A + ":1-60", ""), OptionalLong.of(2000))
                        .orElseThrow())
                .contains("reset");
    }

    @Test
    void findsThatTheFileOfAPlaceIsGone() {
        ServerLog later = new ServerLog(
                Positioning.FILES,
                A,
                new Place("binlog.000009", 500),
                "",
                "",
                new LogFiles(List.of(new Place("binlog.000009", 500))));

        assertThat(ResumeCheck.missing(files(A), later, OptionalLong.empty()).orElseThrow())
                .contains("binlog.000003:700")
                .contains("binlog.000009");
    }

    @Test
    void findsAnotherWayToTellPositions() {
        assertThat(missing(gtids(A, A + ":1-40"), new ServerLog(Positioning.FILES, A, END, "", "", FILES))
                        .orElseThrow())
                .contains("file and offset");
    }

    @Test
    void goesOnWithAServerThatWasPromoted() {
        Cursor cursor = gtids(A, A + ":1-40");
        ServerLog promoted = log(B, A + ":1-42," + B + ":1-9", "");

        StreamOpening opening = StreamOpening.of(cursor, promoted, missing(cursor, promoted), LiveMode.RESUME);

        assertThat(opening.kind()).isEqualTo(StreamStart.Kind.RESUMED);
        assertThat(opening.start().position()).isEqualTo(cursor.position());
        assertThat(opening.cursor().lineage()).isEqualTo(A);
        assertThat(opening.cursor().server()).isEqualTo(B);
        assertThat(opening.cursor().order().at(new Place("other-bin.000003", 157)))
                .as("all that is new lies behind what was delivered")
                .isGreaterThan(cursor.sequence());
        assertThat(opening.dump()).isInstanceOf(DumpStart.Gtids.class);
    }

    /** Its places mean nothing elsewhere. */
    @Test
    void doesNotGoOnWithAnotherServerWithoutGtids() {
        assertThat(missing(files(A), new ServerLog(Positioning.FILES, B, END, "", "", FILES))
                        .orElseThrow())
                .contains(B);
    }

    @Test
    void beginsAnewBehindAGapOnlyWhenAsked() {
        Cursor cursor = gtids(A, A + ":1-40");
        ServerLog log = log(A, A + ":1-30", "");
        Optional<String> missing = missing(cursor, log);

        assertThatThrownBy(() -> StreamOpening.of(cursor, log, missing, LiveMode.RESUME))
                .isInstanceOfSatisfying(
                        CdcException.class, gap -> assertThat(gap.kind()).isEqualTo(ErrorKind.GAP))
                .hasMessageContaining(A + ":1-40")
                .hasMessageContaining("binlog.000004:500");
        StreamOpening opening = StreamOpening.of(cursor, log, missing, LiveMode.RESEED);

        assertThat(opening.kind()).isEqualTo(StreamStart.Kind.FRESH);
        assertThat(opening.cursor().sequence()).isGreaterThan(cursor.sequence());
        assertThat(opening.cursor().executed()).isEqualTo(A + ":1-30");
    }

    // M4: a dump by file has 32 bits for its begin
    @Test
    void resumesInFrontOfATransactionThatIsTooLargeToBeginBehind() {
        Place begin = new Place("binlog.000003", 700);
        Place end = new Place("binlog.000003", 5L << 30);
        Cursor cursor = new Cursor(Positioning.FILES, A, A, new LogOrder(3, 0), 1 << 20, end, begin, 1000, "");

        assertThat(new StreamOpening(StreamStart.Kind.RESUMED, cursor).dump())
                .isEqualTo(new DumpStart.File("binlog.000003", 700));
    }

    private static Optional<String> missing(Cursor cursor, ServerLog log) {
        return ResumeCheck.missing(cursor, log, BEGUN);
    }

    private static Cursor gtids(String server, String executed) {
        return cursor(Positioning.GTIDS, server, executed);
    }

    private static Cursor domains(String server, String executed) {
        return cursor(Positioning.DOMAINS, server, executed);
    }

    private static Cursor files(String server) {
        return cursor(Positioning.FILES, server, "");
    }

    private static Cursor cursor(Positioning positioning, String server, String executed) {
        Place end = new Place("binlog.000003", 700);
        LogOrder order = new LogOrder(2, 0);
        return new Cursor(positioning, server, server, order, order.at(end), end, end, 1000, executed);
    }

    private static ServerLog log(String server, String executed, String purged) {
        return new ServerLog(Positioning.GTIDS, server, END, executed, purged, FILES);
    }

    private static ServerLog mariaDb(String server, String executed) {
        return new ServerLog(Positioning.DOMAINS, server, END, executed, "", FILES);
    }
}
