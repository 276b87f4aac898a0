package dev.leat.capture.mysql.cursor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import dev.leat.api.Position;
import dev.leat.capture.mysql.log.LogOrder;
import dev.leat.capture.mysql.log.Place;
import dev.leat.capture.mysql.log.Positioning;
import dev.leat.testkit.pipeline.MemoryState;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CursorTest {
    private static final String SET =
            "3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5:9,4e11fa47-71ca-11e1-9e33-c80aa9429562:x:1-7";
    private static final Cursor CURSOR = new Cursor(
            Positioning.GTIDS,
            "3e11fa47-71ca-11e1-9e33-c80aa9429562",
            "4e11fa47-71ca-11e1-9e33-c80aa9429562",
            new LogOrder(3, 1L << 30),
            77,
            new Place("binlog.000003", 5_000_000_000L),
            new Place("binlog.000003", 157),
            1_700_000_000,
            SET);

    private final MemoryState state = new MemoryState();

    @Test
    void comesBackAsItWasStored() {
        CURSOR.write(state);

        assertThat(Cursor.read(state)).contains(CURSOR);
        assertThat(CURSOR.position()).isEqualTo(new Position(77, "gtid:" + SET));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "x",
                "1\nGTIDS\na\nb\n1\n2\n3\nf.1\n4\nf.1\n4\n0\nno set",
                "1\nNONE\na\nb\n1\n2\n3\nf.1\n4\nf.1\n4\n0\n"
            })
    void isNeverTakenForAbsentWhenItIsDamaged(String stored) {
        state.write("cursor", stored.getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> Cursor.read(state))
                .isInstanceOf(CdcException.class)
                .hasMessageContaining("damaged")
                .hasMessageContaining("leat reseed");
    }

    @Test
    void anObstacleThatIsDamagedIsNotTakenForAbsent() {
        state.write("obstacle", "nowhere".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> Obstacle.ahead(state, CURSOR)).hasMessageContaining("damaged");
    }

    @Test
    void anObstacleLiesAheadOfTheCursorOrNot() {
        Obstacle.write(state, new Place("binlog.000003", 5_000_000_000L));
        assertThat(Obstacle.ahead(state, CURSOR).orElseThrow()).contains("binlog.000003:5000000000");

        Obstacle.write(state, new Place("binlog.000003", 157));
        assertThat(Obstacle.ahead(state, CURSOR)).isEmpty();
    }

    @Test
    void ofANewerVersionIsRefused() {
        state.write("cursor", "2\nanything".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> Cursor.read(state)).hasMessageContaining("format 2");
    }

    @Test
    void isStoredForWhatWasDeliveredAndConfirmedOnly() {
        CURSOR.write(state);
        CursorKeeper keeper = new CursorKeeper(state, CURSOR);
        keeper.delivered(committed(80));
        keeper.delivered(committed(90));
        keeper.delivered(committed(100));

        keeper.confirm(new Position(95, "any"));
        assertThat(Cursor.read(state).orElseThrow().sequence()).isEqualTo(90);

        keeper.confirm(new Position(80, "back"));
        assertThat(Cursor.read(state).orElseThrow().sequence()).isEqualTo(90);

        keeper.confirm(new Position(100, "any"));
        assertThat(Cursor.read(state).orElseThrow().end()).isEqualTo(new Place("binlog.000003", 100));
    }

    private static Committed committed(long sequence) {
        Place end = new Place("binlog.000003", sequence);
        return new Committed(sequence, end, end, 1_700_000_000, SET);
    }
}
