package dev.leat.capture.mysql.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.change.BeforeImage;
import dev.leat.api.change.ChangeBatchBuilder;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.Operation;
import dev.leat.capture.mysql.value.WireType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class KeyBoundsTest {
    private static final ReadTable TABLE = HostileAnswerTest.table(HostileAnswerTest.column("k", WireType.VARCHAR, 20));
    private static final byte[] KEY = {'a', 'b', 'c'};

    @Test
    void keepsTheKey() {
        assertThat(KeyBounds.decode(bound(), TABLE)).containsExactly(KEY);
    }

    /** Whatever a sink has made of it: no other place is read. */
    @Test
    void refusesWhatWasDamaged() {
        byte[] bound = bound();
        for (int length = 0; length < bound.length; length++) {
            refused(ErrorKind.DECODE, Arrays.copyOf(bound, length), TABLE);
        }
        for (int bit = 0; bit < 8 * bound.length; bit++) {
            byte[] other = bound.clone();
            other[bit / 8] ^= (byte) (1 << bit % 8);
            refused(ErrorKind.DECODE, other, TABLE);
        }
        refused(ErrorKind.DECODE, Arrays.copyOf(bound, bound.length + 1), TABLE);
    }

    @Test
    void refusesTheBoundOfAnotherKey() {
        refused(ErrorKind.SETUP, bound(), HostileAnswerTest.table(HostileAnswerTest.column("k", WireType.VARCHAR, 21)));
        refused(ErrorKind.SETUP, bound(), HostileAnswerTest.table(HostileAnswerTest.column("k", WireType.LONG, 0)));
    }

    private static void refused(ErrorKind kind, byte[] bound, ReadTable table) {
        CdcException failure = catchThrowableOfType(CdcException.class, () -> KeyBounds.decode(bound, table));
        assertThat(failure).isNotNull();
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure).hasMessageContaining("leat reseed FILE");
    }

    @Test
    void refusesANullKey() {
        assertThatThrownBy(() -> bound(null))
                .isInstanceOfSatisfying(
                        CdcException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.SETUP));
    }

    private static byte[] bound() {
        return bound(KEY);
    }

    private static byte[] bound(byte @Nullable [] key) {
        ChangeBatchBuilder builder = new ChangeBatchBuilder();
        builder.begin(0, 0, KEY, 0, KEY, 0);
        builder.open(Operation.READ, TABLE.schema(), true, BeforeImage.ABSENT);
        if (key == null) {
            builder.afterNull(0);
        } else {
            builder.after(0, builder.append(key, 0, key.length), key.length);
        }
        builder.close();
        ChangeCursor row = builder.build(null).cursor();
        row.next();
        return KeyBounds.of(row.after(), TABLE);
    }
}
