package dev.leat.capture.mysql.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeBatchBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BatchPoolTest {
    private static final int MANY = 100;

    /** P18: what waits to be used again is a part of the heap. */
    @ParameterizedTest
    @CsvSource({"64, 2200000", "64, 2000000", "64, 1000", "512, 4194304", "8192, 4194304", "8192, 5000000"})
    void keepsAFourthOfTheHeapAtMost(int heapMib, int batchBytes) {
        BatchPool pool = new BatchPool((long) heapMib << 20);
        for (int i = 0; i < MANY; i++) {
            pool.giveBack(released(batchBytes));
        }

        long kept = 0;
        for (ChangeBatch batch = pool.take(); batch != null; batch = pool.take()) {
            kept += batch.recycledBytes().length;
        }

        assertThat(kept).isLessThanOrEqualTo(((long) heapMib << 20) / 4);
        assertThat(kept > 0).isEqualTo(batchBytes <= 4 << 20 && batchBytes <= ((long) heapMib << 20) / 32);
    }

    private static ChangeBatch released(int bytes) {
        ChangeBatchBuilder builder = new ChangeBatchBuilder();
        builder.wrap(new byte[bytes], 0);
        ChangeBatch batch = builder.build(null);
        batch.release();
        return batch;
    }
}
