package dev.leat.core.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.capture.Capture;
import java.lang.reflect.Proxy;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class LagThreadTest {
    private final BlockingQueue<OptionalLong> samples = new LinkedBlockingQueue<>();
    private final LagThread lag = new LagThread(capture(), "shop", 1);
    private final Thread thread = new Thread(lag, "lag");

    @BeforeEach
    void start() {
        assertThat(lag.bytes()).isEqualTo(LagThread.UNKNOWN);
        thread.start();
    }

    @AfterEach
    void endsThoughItIsInterruptedInASample() throws InterruptedException {
        lag.close();
        thread.interrupt();
        thread.join();
    }

    @Test
    void showsTheLastSample() {
        samples.add(OptionalLong.of(7));
        await(bytes -> bytes == 7);
        samples.add(OptionalLong.of(0));
        await(bytes -> bytes == 0);
        samples.add(OptionalLong.empty());
        await(bytes -> bytes == LagThread.UNKNOWN);
    }

    @Test
    void goesOnAfterAFailure() {
        samples.add(OptionalLong.of(7));
        await(bytes -> bytes == 7);
        samples.add(OptionalLong.of(-2)); // fails
        await(bytes -> bytes == LagThread.UNKNOWN);
        samples.add(OptionalLong.of(8));
        await(bytes -> bytes == 8);
    }

    private void await(LongPredicate wanted) {
        while (!wanted.test(lag.bytes())) {
            Thread.onSpinWait();
        }
    }

    /** Answers with the samples, one after the other. */
    private Capture capture() {
        return (Capture) Proxy.newProxyInstance(
                Capture.class.getClassLoader(), new Class<?>[] {Capture.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("lag");
                    OptionalLong next = samples.take();
                    if (next.orElse(0) == -2) {
                        throw new CdcException(ErrorKind.CONNECTION, "the server does not answer");
                    }
                    return next;
                });
    }
}
