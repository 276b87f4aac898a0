package dev.leat.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A new fault can't be forgotten in a suite. */
final class FaultCoverageTest {
    @Test
    void sinksMeetEveryFault() {
        assertThat(faults(
                        SinkLifecycleTests.class,
                        SinkStateTests.class,
                        SinkWriteTests.class,
                        SinkNetworkTests.class,
                        KeyedSinkContract.class))
                .containsExactlyInAnyOrder(Fault.values());
    }

    /** Nobody refuses what a capture delivers. */
    @Test
    void capturesMeetEveryFaultButRefusals() {
        Set<Fault> faults = faults(CaptureStreamTests.class, CaptureSnapshotTests.class, CaptureNetworkTests.class);

        assertThat(faults).containsExactlyInAnyOrderElementsOf(EnumSet.complementOf(EnumSet.of(Fault.REJECT)));
    }

    private static Set<Fault> faults(Class<?>... suites) {
        Set<Fault> faults = EnumSet.noneOf(Fault.class);
        for (Class<?> suite : suites) {
            for (Method test : suite.getDeclaredMethods()) {
                Under under = test.getAnnotation(Under.class);
                if (under != null) {
                    faults.addAll(Arrays.asList(under.value()));
                }
            }
        }
        return faults;
    }
}
