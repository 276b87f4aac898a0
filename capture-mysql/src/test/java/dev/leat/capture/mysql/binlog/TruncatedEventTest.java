package dev.leat.capture.mysql.binlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.change.ChangeCursor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** M17: of an event that was cut, at whatever length, comes a DecodeException, or nothing that the whole one would not bring. */
final class TruncatedEventTest {
    private static final int EVERY_LENGTH_UP_TO = 200;
    private static final int STEP = 31;

    @ParameterizedTest
    @EnumSource(names = {"MYSQL_TYPES", "MYSQL_EVENTS", "MARIADB_TYPES", "MARIADB_EVENTS"})
    void refusesEventsThatWereCut(RecordedLog log) {
        List<byte[]> whole = new ArrayList<>();
        whole.add(Events.formatWithoutChecksums(log));
        List<byte[]> events = log.events();
        for (byte[] event : events.subList(1, events.size())) {
            whole.add(Events.withoutChecksum(event));
        }
        int refused = 0;
        try (Feed feed = new Feed(WireSchemas.recorded())) {
            feed.event(whole.get(0));
            for (byte[] event : whole.subList(1, whole.size())) {
                int changes = changesOf(event, feed);
                int step = event.length <= EVERY_LENGTH_UP_TO ? 1 : STEP;
                for (int length = 0; length < event.length; length += step) {
                    refused += refuses(Events.cut(event, length), whole, feed, changes) ? 1 : 0;
                }
            }
        }
        assertThat(refused).isGreaterThan(whole.size() * 10);
    }

    private static int changesOf(byte[] event, Feed feed) {
        try {
            feed.event(event);
            return feed.batch().size();
        } catch (CdcException left) {
            feed.forgetBatch();
            return Integer.MAX_VALUE;
        }
    }

    /** Rows of the group are tried on the decoder that stands behind the whole event; others on a new one. */
    private static boolean refuses(byte[] cut, List<byte[]> whole, Feed feed, int changes) {
        boolean isRow = cut.length > 4 && (RowsEventType.of(cut[4] & 0xFF) != null || cut[4] == EventType.TABLE_MAP);
        if (isRow && feed.decoder.inTransaction()) {
            return refuses(cut, feed, changes);
        }
        try (Feed other = new Feed(WireSchemas.recorded())) {
            other.event(whole.get(0));
            return refuses(cut, other, changes);
        }
    }

    private static boolean refuses(byte[] cut, Feed feed, int changes) {
        try {
            feed.event(cut);
            ChangeCursor cursor = feed.batch().cursor();
            int count = 0;
            while (cursor.next()) {
                count++;
                if (cursor.hasAfter()) {
                    RowJson.text(cursor.after());
                }
            }
            assertThat(count).isLessThanOrEqualTo(changes);
            return false;
        } catch (CdcException refused) {
            assertThat(refused.kind()).isIn(ErrorKind.DECODE, ErrorKind.SETUP);
            feed.forgetBatch();
            return true;
        }
    }
}
