package dev.leat.capture.postgres.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadLimitsTest {
    @ParameterizedTest
    @CsvSource({"16, 1, 2", "40, 2, 5", "160, 8, 20", "512, 16, 64", "8192, 16, 64"})
    void aLargerHeapGetsLargerChunksUpToABound(long heapMib, long chunkMib, long keylessMib) {
        ReadLimits limits = ReadLimits.of(heapMib << 20);

        assertThat(limits.chunkBytes()).isEqualTo(chunkMib << 20);
        assertThat(limits.pooledBytes()).isEqualTo(3 * (chunkMib << 20));
        assertThat(limits.keylessBytes()).isEqualTo(keylessMib << 20);
    }
}
