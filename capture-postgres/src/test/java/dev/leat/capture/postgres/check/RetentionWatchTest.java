package dev.leat.capture.postgres.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.capture.postgres.catalog.Slots.Retention;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** X7 */
final class RetentionWatchTest {
    private static final long MB = 1 << 20;

    private final List<String> warnings = new ArrayList<>();
    private final RetentionWatch watch = new RetentionWatch("leat_shop", warnings::add);

    @Test
    void warnsOnceWhenAQuarterIsLeft() {
        watch.note(new Retention(70 * MB, 30 * MB));
        assertThat(warnings).isEmpty();

        watch.note(new Retention(80 * MB, 20 * MB));
        watch.note(new Retention(110 * MB, -10 * MB));

        assertThat(warnings)
                .singleElement()
                .asString()
                .startsWith("slot leat_shop keeps 80 MB of WAL, and the server gives it up at 100 MB")
                .endsWith("ALTER SYSTEM SET max_slot_wal_keep_size = '400 MB'; SELECT pg_reload_conf()");
    }

    @Test
    void warnsAgainAfterThereWasRoom() {
        watch.note(new Retention(80 * MB, 20 * MB));
        watch.note(new Retention(60 * MB, 40 * MB));
        watch.note(new Retention(80 * MB, 20 * MB));
        assertThat(warnings).hasSize(1);

        watch.note(new Retention(0, 100 * MB));
        watch.note(new Retention(80 * MB, 20 * MB));
        assertThat(warnings).hasSize(2);
    }
}
