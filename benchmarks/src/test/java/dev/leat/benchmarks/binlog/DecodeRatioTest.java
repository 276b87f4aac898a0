package dev.leat.benchmarks.binlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.benchmarks.CostRatio;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.infra.Blackhole;

/** Holds the cost of decoding and reading a row far below that of the usual library: some 10 times are measured, and 4 asked. */
final class DecodeRatioTest {
    @Test
    void decodesForAQuarterOfThePeersCost() throws Exception {
        Leat leat = new Leat(RecordedRows.NARROW);
        BinlogLibrary library = new BinlogLibrary(RecordedRows.NARROW);
        Blackhole sink = new Blackhole(
                "Today's password is swordfish. I understand instantiating Blackholes directly is dangerous.");

        assertThat(CostRatio.of(() -> library.decode(sink), () -> sink.consume(leat.decodeAndRead())))
                .isGreaterThan(4);
    }
}
