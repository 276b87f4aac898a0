package dev.leat.capture.mysql.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class DumpCommandTest {
    @Test
    void asksForAFile() {
        assertThat(hex(new DumpStart.File("binlog.1", 0xFFFF_FFFEL), 0xE000_0001L, true))
                .isEqualTo("13000000" + "12" + "feffffff" + "0000" + "010000e0" + "62696e6c6f672e31");
    }

    @Test
    void asksForWhatIsMissingInASet() {
        assertThat(hex(new DumpStart.Gtids(new byte[] {7, 8}), 5, false))
                .isEqualTo("19000000" + "1e" + "0500" + "05000000" + "00000000" + "0400000000000000" + "02000000"
                        + "0708");
    }

    @Test
    void asksMariaDbForWhatIsBehindAVariable() {
        assertThat(hex(new DumpStart.DomainPositions("0-1-2"), 5, true))
                .isEqualTo("0b000000" + "12" + "04000000" + "0000" + "05000000");
    }

    private static String hex(DumpStart start, long serverId, boolean endless) {
        return HexFormat.of().formatHex(DumpCommand.of(start, serverId, endless));
    }

    /** M4: the command has 32 bits for the offset. */
    @Test
    void refusesAnOffsetThatTheCommandHasNoRoomFor() {
        assertThatThrownBy(() -> new DumpStart.File("binlog.1", 1L << 32)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DumpStart.File("binlog.1", 3)).isInstanceOf(IllegalArgumentException.class);
    }

    /** It is put into a command. */
    @Test
    void refusesAPositionThatIsNone() {
        assertThatThrownBy(() -> new DumpStart.DomainPositions("0-1-2', @x = '"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void numbersItselfWhereNobodyElseDoes() {
        ReplicaId one = ReplicaId.random(new Random(1));
        ReplicaId other = ReplicaId.random(new Random(2));

        assertThat(one.serverId()).isBetween(0xE000_0000L, 0xFFFF_FFFFL);
        assertThat(other).isNotEqualTo(one);
        assertThat(ReplicaId.of(one.serverId())).isEqualTo(one);
        assertThatThrownBy(() -> ReplicaId.of(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ReplicaId.of(1L << 32)).isInstanceOf(IllegalArgumentException.class);
    }
}
