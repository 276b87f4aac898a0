package dev.leat.core.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.Position;
import dev.leat.api.capture.SourceIdentity;
import dev.leat.api.sink.Marks;
import dev.leat.api.sink.SinkWriter;
import dev.leat.core.sink.DiscardTarget.Reading;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class DiscardTargetTest {
    private static final Marks MARKS =
            new Marks(0, 1, new SourceIdentity("7349/shop", "1"), new Position(1, "0/1"), Set.of(), 0);

    @Test
    void readsEachValueByItsTypesAccessor() {
        DiscardTarget target = written(Reading.TYPED);

        assertThat(target.changeCount()).isEqualTo(3);
        assertThat(target.valueCount()).isEqualTo(5);
        assertThat(target.digest()).isEqualTo(7 + 8 + 9 + sum("café 7") + sum("café 9"));
    }

    @Test
    void readsEachValueAsBytes() {
        DiscardTarget target = written(Reading.BYTES);

        assertThat(target.valueCount()).isEqualTo(5);
        assertThat(target.digest()).isEqualTo(sum("789") + sum("café 7") + sum("café 9"));
    }

    @Test
    void readsNothing() {
        DiscardTarget target = written(Reading.NONE);

        assertThat(target.changeCount()).isEqualTo(3);
        assertThat(target.valueCount()).isZero();
    }

    private static DiscardTarget written(Reading reading) {
        DiscardTarget target = new DiscardTarget("discard", reading);
        try (SinkWriter writer = target.openWriter()) {
            writer.write(Products.inserts(7, 8, 9).all(), MARKS);
        }
        return target;
    }

    private static long sum(String text) {
        long sum = 0;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            sum += b;
        }
        return sum;
    }
}
