package dev.leat.benchmarks.binlog;

import java.io.IOException;
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

/** Time per row, table maps, transaction events and checksums included; a row of an update is its old and its new image. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(RecordedRows.ROWS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class BinlogDecodeBenchmark {
    @Param
    private RecordedRows rows = RecordedRows.NARROW;

    private Leat leat = new Leat(RecordedRows.NARROW);
    private BinlogLibrary library = new BinlogLibrary(RecordedRows.NARROW);

    @Setup
    public void load() {
        leat = new Leat(rows);
        library = new BinlogLibrary(rows);
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
    public long leatDecodeToJson() {
        return leat.decodeToJson();
    }

    @Benchmark
    public void libraryDecode(Blackhole sink) throws IOException {
        library.decode(sink);
    }
}
