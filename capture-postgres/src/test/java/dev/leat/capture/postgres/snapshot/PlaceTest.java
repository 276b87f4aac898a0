package dev.leat.capture.postgres.snapshot;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.DecodeException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PlaceTest {
    /** Stored by sinks: what a later version reads. */
    @Test
    void isWrittenAsFilePageAndItem() {
        Place place = new Place(16_390, 4_294_967_294L, 7);

        assertThat(place.encode()).asString(US_ASCII).isEqualTo("ctid 16390 (4294967294,7)");
        assertThat(Place.decode(place.encode())).contains(place);
    }

    @Test
    void aKeyIsNoPlace() {
        assertThat(Place.decode(KeyBounds.encode(List.of("ctid 1 (2,3)")))).isEmpty();
        assertThat(Place.decode(null)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "(", "(1", "(1,)", "(,1)", "(1,2", "1,2", "(-1,2)", "(1,99999999)", "(99999999999,1)"})
    void refusesWhatIsNoPlace(String written) {
        assertThatThrownBy(() -> Place.parse(1, written)).isInstanceOf(DecodeException.class);
    }

    @Test
    void goesOnBehindAWholePage() {
        assertThat(Place.endOf(1, 5).nextPage()).isEqualTo(6);
        assertThat(new Place(1, 5, 9).nextPage()).isEqualTo(5);
    }
}
