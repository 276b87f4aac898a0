package dev.leat.benchmarks.pgoutput;

import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Time per row, transaction messages included. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(PgOutputDecodeBenchmark.ROWS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class PgOutputDecodeBenchmark {
    static final int ROWS = 2_000;

    @Param
    private Workload workload = Workload.NARROW;

    private Leat leat = new Leat(Recording.of(Workload.NARROW, 1));
    private Debezium debezium = new Debezium(Workload.NARROW, Recording.of(Workload.NARROW, 1));

    @Setup
    public void record() {
        Recording messages = Recording.of(workload, ROWS);
        leat = new Leat(messages);
        debezium = new Debezium(workload, messages);
    }

    @Benchmark
    public int leatDecode() {
        return leat.decode();
    }

    @Benchmark
    public long leatDecodeAndRead() {
        return leat.decodeAndRead();
    }

    @Benchmark
    public long leatDecodeAndPush() {
        return leat.decodeAndPush();
    }

    @Benchmark
    public long leatDecodeToJson() {
        return leat.decodeToJson();
    }

    @Benchmark
    public void debeziumDecode(Blackhole sink) throws SQLException, InterruptedException {
        debezium.decode(sink);
    }

    @Benchmark
    public void debeziumDecodeAndRead(Blackhole sink) throws SQLException, InterruptedException {
        debezium.decodeAndRead(sink);
    }
}
