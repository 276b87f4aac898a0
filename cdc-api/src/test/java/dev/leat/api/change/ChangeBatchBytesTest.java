package dev.leat.api.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.schema.TableId;
import dev.leat.api.schema.TableSchema;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangeBatchBytesTest {
    private static final TableSchema SCHEMA = new TableSchema(new TableId("s", "t"), List.of(), new int[0], false);

    /** P18: a queue of a hundred thousand batches of one small change is not small. */
    @Test
    void countsWhatPointsToItsValuesToo() {
        ChangeBatch batch = batch(1, new byte[10]);

        assertThat(batch.byteCount()).isBetween(4_000L, 10_000L);
    }

    @Test
    void countsItsValues() {
        assertThat(batch(1, new byte[1_000_000]).byteCount()
                        - batch(1, new byte[0]).byteCount())
                .isEqualTo(1_000_000);
    }

    @Test
    void countsEveryChange() {
        assertThat(batch(100_000, new byte[0]).byteCount()).isGreaterThan(100_000 * 4L * Integer.BYTES);
    }

    @Test
    void nothingWeighsNothing() {
        assertThat(ChangeBatch.nothing().byteCount()).isZero();
    }

    private static ChangeBatch batch(int changes, byte[] values) {
        ChangeBatchBuilder builder = new ChangeBatchBuilder();
        builder.wrap(values, values.length);
        builder.begin(1, 0, new byte[0], 0, new byte[0], 0);
        for (int i = 0; i < changes; i++) {
            builder.open(Operation.INSERT, SCHEMA, true, BeforeImage.ABSENT);
            builder.close();
        }
        return builder.build(null);
    }
}
