package dev.leat.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/** Calls that fail, seen as the engine sees them: by the kind of their failure. */
final class Failing {
    static final Duration DEADLINE = Duration.ofSeconds(20);

    private Failing() {}

    /** The failure of a call, which must be one that the engine understands; null when it succeeds. */
    static @Nullable CdcException failure(ThrowingCallable call) {
        try {
            call.call();
            return null;
        } catch (CdcException failure) {
            return failure;
        } catch (Throwable other) {
            throw new AssertionError("plugins fail with CdcException", other);
        }
    }

    /** What a call comes to whose connections may break: it is made again after each CONNECTION failure. */
    static <T> T retried(Callable<T> call) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (true) {
            try {
                return call.call();
            } catch (CdcException failure) {
                assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(ErrorKind.CONNECTION);
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("still fails after " + DEADLINE, failure);
                }
            } catch (Exception other) {
                throw new AssertionError("plugins fail with CdcException", other);
            }
        }
    }

    /** The failure that a call ends in when it is made again after each CONNECTION failure. */
    static CdcException endOf(ThrowingCallable call) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (true) {
            CdcException failure = failure(call);
            if (failure == null) {
                throw new AssertionError("it succeeded");
            }
            if (failure.kind() != ErrorKind.CONNECTION) {
                return failure;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("it is tried again for ever", failure);
            }
        }
    }

    /** A call in a thread of its own. */
    static <T> CompletableFuture<T> async(Callable<T> call) {
        CompletableFuture<T> future = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        future.complete(call.call());
                    } catch (Throwable failure) {
                        future.completeExceptionally(failure);
                    }
                },
                "leat-contract-call");
        thread.setDaemon(true);
        thread.start();
        return future;
    }

    /** What a call in another thread returned. */
    static <T> T join(CompletableFuture<T> call) {
        try {
            return call.get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException hangs) {
            throw new AssertionError("it hangs", hangs);
        } catch (Exception failure) {
            throw new AssertionError("it failed", failure.getCause());
        }
    }

    /** Waits for the end of a call in another thread, however it ends. */
    static void awaitEnd(CompletableFuture<?> call) {
        try {
            call.orTimeout(DEADLINE.toMillis(), TimeUnit.MILLISECONDS).join();
        } catch (CompletionException failure) {
            assertThat(failure.getCause()).as("it hangs").isNotInstanceOf(TimeoutException.class);
            assertThat(failure.getCause()).isInstanceOf(CdcException.class);
        }
    }
}
