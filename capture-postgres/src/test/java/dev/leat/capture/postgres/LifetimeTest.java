package dev.leat.capture.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LifetimeTest {
    private final Lifetime lifetime = new Lifetime();
    private final List<String> closed = new ArrayList<>();

    @Test
    void closesAtItsEndWhatIsStillOpen() {
        AutoCloseable done = () -> closed.add("done");
        lifetime.keep(() -> closed.add("open"));
        lifetime.keep(done);
        lifetime.release(done);

        lifetime.end();
        lifetime.end();

        assertThat(closed).containsExactly("open");
    }

    @Test
    void closesWhatComesTooLate() {
        lifetime.end();

        assertThatThrownBy(() -> lifetime.keep(() -> closed.add("late")))
                .isInstanceOfSatisfying(
                        CdcException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.CONNECTION));
        assertThat(closed).containsExactly("late");
    }

    @Test
    void oneThatCannotBeClosedDoesNotKeepTheOthersOpen() {
        lifetime.keep(() -> {
            throw new IllegalStateException("cannot be closed");
        });
        lifetime.keep(() -> closed.add("other"));

        lifetime.end();

        assertThat(closed).containsExactly("other");
    }

    @Test
    void aPauseEndsWithTheLifetime() {
        lifetime.end();

        assertThatThrownBy(() -> lifetime.pause(Duration.ofDays(1))).hasMessageContaining("closed");
    }

    @Test
    void aPauseEndsWithAnInterrupt() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> lifetime.pause(Duration.ofDays(1))).hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }
}
