package dev.leat.sink.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerFactsTest {
    @ParameterizedTest
    @CsvSource({"5.0.14, true", "2.8, true", "6.0.0, false", "7.2.4, false", "10.0, false", "unstable, false"})
    void knowsVersionsThatAreTooOld(String version, boolean tooOld) {
        ChangeForm form = ChangeForm.hash(KeyTemplate.parse(KeyTemplate.DEFAULT), null);

        assertThat(new ServerFacts(Map.of("redis_version", version)).lacks(form).isPresent())
                .isEqualTo(tooOld);
    }

    @ParameterizedTest
    @CsvSource({"6.0.16, true", "6.2.0, false", "7.0.15, false", "6.unstable, false"})
    void knowsVersionsThatCannotTrimByAge(String version, boolean tooOld) {
        ChangeForm form = ChangeForm.stream(
                TableTemplate.parse("key", TableTemplate.TABLE), new StreamLimit(0, Duration.ofDays(1)));

        assertThat(new ServerFacts(Map.of("redis_version", version)).lacks(form).isPresent())
                .isEqualTo(tooOld);
    }
}
