package dev.leat.sink.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerFactsTest {
    @ParameterizedTest
    @CsvSource({"5.0.14, true", "2.8, true", "6.0.0, false", "7.2.4, false", "10.0, false", "unstable, false"})
    void knowsVersionsThatAreTooOld(String version, boolean tooOld) {
        assertThat(new ServerFacts(Map.of("redis_version", version)).isTooOld()).isEqualTo(tooOld);
    }
}
