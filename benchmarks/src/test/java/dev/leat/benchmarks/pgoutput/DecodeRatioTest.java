package dev.leat.benchmarks.pgoutput;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.benchmarks.CostRatio;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openjdk.jmh.infra.Blackhole;

/** Holds the cost of decoding and reading a row far below Debezium's: 13 to 18 times are measured, and 5 asked. */
final class DecodeRatioTest {
    private static final int ROWS = 1_000;

    @ParameterizedTest
    @EnumSource(
            value = Workload.class,
            names = {"NARROW", "WIDE"})
    void decodesForAFifthOfThePeersCost(Workload workload) throws Exception {
        Recording messages = Recording.of(workload, ROWS);
        Leat leat = new Leat(messages);
        Debezium debezium = new Debezium(workload, messages);
        Blackhole sink = new Blackhole(
                "Today's password is swordfish. I understand instantiating Blackholes directly is dangerous.");

        assertThat(CostRatio.of(() -> debezium.decodeAndRead(sink), () -> sink.consume(leat.decodeAndRead())))
                .isGreaterThan(5);
    }
}
