package dev.leat.capture.postgres.slot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.testkit.pipeline.MemoryState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {
    private static final Cursor CURSOR =
            new Cursor("leat_shop", "7391234567890123456", 3, 0x16_B374_D848L, new LastCommit(0x16_B374_D800L, -2));

    private final MemoryState state = new MemoryState();

    @Test
    void readsBackWhatItWrote() {
        CURSOR.write(state);

        assertThat(Cursor.read(state)).contains(CURSOR);
    }

    @Test
    void isWrittenAsOneLineOfText() {
        CURSOR.write(state);

        assertThat(state.read("cursor").orElseThrow())
                .isEqualTo("2 leat_shop 7391234567890123456 3 16/B374D848 16/B374D800 4294967294".getBytes(UTF_8));
    }

    @Test
    void isAbsentWhenNothingWasStored() {
        assertThat(Cursor.read(state)).isEmpty();
    }

    @Test
    void keepsPositionsOfTheUpperHalf() {
        CURSOR.at(0xFFFF_FFFF_FFFF_FFF8L, LastCommit.NONE).write(state);

        assertThat(Cursor.read(state).orElseThrow().confirmedLsn()).isEqualTo(0xFFFF_FFFF_FFFF_FFF8L);
    }

    /** P15: never read as absent. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1 slot 7 1",
                "1 slot 7 1 0/1 more",
                "2 slot 7 1 0/1",
                "2 slot 7 1 0/1 0/1 x",
                "2 slot 7 1 0/1 0/1 4294967296",
                "1 slot 7 one 0/1",
                "1 slot 7 1 zero",
                "1 slot 7 1 0/",
                "x slot 7 1 0/1",
                "\u0000\u0001\u0002"
            })
    void refusesADamagedOne(String stored) {
        state.write("cursor", stored.getBytes(UTF_8));

        assertThatThrownBy(() -> Cursor.read(state))
                .isInstanceOfSatisfying(
                        CdcException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.SETUP))
                .hasMessageContaining("damaged")
                .hasMessageContaining("leat reseed FILE");
    }

    @Test
    void keepsTheLastCommitWhereNoneCameSince() {
        LastCommit next = new LastCommit(8, 9);

        assertThat(CURSOR.at(16, LastCommit.NONE).commit()).isEqualTo(CURSOR.commit());
        assertThat(CURSOR.at(16, next).commit()).isEqualTo(next);
    }

    @Test
    void readsTheFormatThatHadNoCommit() {
        state.write("cursor", "1 slot 7 1 0/10".getBytes(UTF_8));

        assertThat(Cursor.read(state)).contains(new Cursor("slot", "7", 1, 16, LastCommit.NONE));
    }

    @Test
    void refusesOneOfANewerFormat() {
        state.write("cursor", "3 slot 7 1 0/1 and what comes".getBytes(UTF_8));

        assertThatThrownBy(() -> Cursor.read(state))
                .isInstanceOfSatisfying(
                        CdcException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.SETUP))
                .hasMessageContaining("format 3")
                .hasMessageContaining("use the version that wrote it");
    }
}
