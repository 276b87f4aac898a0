package dev.leat.sink.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.plugin.Option;
import dev.leat.api.plugin.SinkContext;
import dev.leat.api.plugin.SinkFactory;
import dev.leat.api.sink.Sink;
import dev.leat.testkit.plugin.GivenOptions;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisSinkFactoryTest {
    private final SinkFactory factory = new RedisSinkFactory();

    @Test
    void loadsThroughTheServiceLoaderAndCreatesWithTheMinimalOptions() {
        List<SinkFactory> found = ServiceLoader.load(SinkFactory.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(each -> each.type().equals("redis"))
                .toList();

        assertThat(found).hasSize(1).first().isInstanceOf(RedisSinkFactory.class);
        try (Sink sink = create("url", "redis://localhost")) {
            assertThat(sink.acceptsPartial()).isTrue();
            assertThat(sink.isKeyed()).isTrue();
            assertThat(sink).hasToString("RedisSink[localhost:6379, {table}:{key}]");
        }
    }

    @Test
    void declaresTheDefaultsThatTheDocumentationNames() {
        Map<String, String> defaults = factory.options().stream()
                .collect(Collectors.toMap(Option::name, option -> String.valueOf(option.defaultText())));

        assertThat(defaults)
                .containsOnly(
                        Map.entry("url", "null"),
                        Map.entry("user", "null"),
                        Map.entry("password", "null"),
                        Map.entry("database", "0"),
                        Map.entry("mode", "hash"),
                        Map.entry("key", "null"),
                        Map.entry("channel", "null"),
                        Map.entry("ttl", "0s"),
                        Map.entry("max-length", "0"),
                        Map.entry("max-age", "0s"),
                        Map.entry("tls.mode", "null"),
                        Map.entry("tls.ca", "null"),
                        Map.entry("tls.cert", "null"),
                        Map.entry("tls.key", "null"),
                        Map.entry("connect-timeout", "5s"),
                        Map.entry("read-timeout", "30s"));
        assertThat(factory.options())
                .filteredOn(Option::secret)
                .extracting(Option::name)
                .containsExactly("password");
        assertThat(factory.options())
                .filteredOn(Option::required)
                .extracting(Option::name)
                .containsExactly("url");
    }

    @Test
    void takesEveryOption() {
        try (Sink sink = create(
                "url", "rediss://cache.example:6380",
                "user", "leat",
                "password", "canary",
                "database", "3",
                "mode", "hash",
                "key", "row/{table}/{key}",
                "ttl", "1h",
                "tls.mode", "verify-ca",
                "tls.ca", "ca.pem",
                "tls.cert", "cert.pem",
                "tls.key", "key.pem",
                "connect-timeout", "250ms",
                "read-timeout", "1m")) {
            assertThat(sink).hasToString("RedisSink[cache.example:6380/3, row/{table}/{key}]");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "key, {table}, must contain {key} exactly once",
        "key, {table}:{key}:{key}, must contain {key} exactly once",
        "database, -1, must be 0 or above",
        "user, leat, needs a password",
        "tls.ca, ca.pem, is not used with tls.mode disable",
        "tls.cert, cert.pem, are not used without TLS",
        "tls.key, key.pem, are not used without TLS",
        "connect-timeout, 0s, must be from 1ms",
        "read-timeout, 25h, must be from 1ms to 24h",
        "url, http://localhost, 'must be redis://'",
        "url, redis://localhost?ssl=true, 'write the option tls: {mode: ...}'",
    })
    void refusesWhatCannotBeMeantAndNamesTheOption(String name, String value, String message) {
        assertThatThrownBy(() -> create("url", "redis://localhost", name, value))
                .isInstanceOfSatisfying(CdcException.class, e -> {
                    assertThat(e.kind()).isEqualTo(ErrorKind.CONFIG);
                    assertThat(e).hasMessageContaining("test.yaml:1:1: " + name).hasMessageContaining(message);
                });
    }

    @ParameterizedTest
    @CsvSource({
        "hash, '{table}:{key}', true, true",
        "json, 'json {table}:{key}', false, true",
        "stream, 'stream {table}', true, false",
        "publish, 'publish {table}', true, false",
        "invalidate, 'invalidate {table}:{key}', true, true",
    })
    void everyModeSaysWhatItIs(String mode, String text, boolean acceptsPartial, boolean keyed) {
        try (Sink sink = create("url", "redis://localhost", "mode", mode)) {
            assertThat(sink).hasToString("RedisSink[localhost:6379, " + text + "]");
            assertThat(sink.acceptsPartial()).isEqualTo(acceptsPartial);
            assertThat(sink.isKeyed()).isEqualTo(keyed);
            assertThat(sink.takesMessages()).isEqualTo(!keyed);
        }
    }

    // P8: what is unchanged can't be left alone in a row that may be gone.
    @Test
    void hashesThatExpireAreWrittenWhole() {
        try (Sink sink = create("url", "redis://localhost", "ttl", "1h")) {
            assertThat(sink.acceptsPartial()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "hash, channel, changes, is not used in mode hash",
        "hash, max-length, 10, is not used in mode hash",
        "json, max-age, 1h, is not used in mode json",
        "json, ttl, 3651d, must be from 1ms to 3650d",
        "stream, ttl, 1h, is not used in mode stream",
        "stream, key, '{table}:{key}', must not contain {key}",
        "stream, max-length, -1, must be 0 or above",
        "publish, key, '{table}', is not used in mode publish",
        "publish, channel, '{key}', must not contain {key}",
        "invalidate, key, '{table}', must contain {key} exactly once",
        "invalidate, ttl, 1h, is not used in mode invalidate",
    })
    void refusesWhatTheModeHasNoUseFor(String mode, String name, String value, String message) {
        assertThatThrownBy(() -> create("url", "redis://localhost", "mode", mode, name, value))
                .isInstanceOfSatisfying(CdcException.class, e -> {
                    assertThat(e.kind()).isEqualTo(ErrorKind.CONFIG);
                    assertThat(e).hasMessageContaining("test.yaml:1:1: " + name).hasMessageContaining(message);
                });
    }

    @Test
    void aStreamIsLimitedInOneWayOnly() {
        assertThatThrownBy(
                        () -> create("url", "redis://localhost", "mode", "stream", "max-length", "10", "max-age", "1h"))
                .isInstanceOf(CdcException.class)
                .hasMessageContaining("exclude each other");
    }

    @ParameterizedTest
    @CsvSource({
        "redis://localhost/2, database, 3",
        "redis://:one@localhost, password, two",
        "redis://one:secret@localhost, user, two",
        "rediss://localhost, tls.mode, disable",
    })
    void refusesTheSameThingTwice(String url, String name, String value) {
        assertThatThrownBy(() -> create("url", url, name, value))
                .isInstanceOf(CdcException.class)
                .hasMessageContaining(name);
    }

    @Test
    void requiresARedisUrl() {
        assertThatThrownBy(() -> create()).isInstanceOf(CdcException.class).hasMessageContaining("url");
    }

    // D10
    @Test
    void neverShowsSecrets() {
        try (Sink sink = create("url", "redis://leat:canary@localhost/1")) {
            assertThat(sink.toString()).doesNotContain("canary");
        }
        Endpoint.Credentials credentials = new Endpoint.Credentials("leat", "canary");
        assertThat(credentials.toString()).isEqualTo("leat");
        for (String url : List.of(
                "redis://leat:canary@localhost:99999",
                "redis://leat:canary%zz@localhost",
                "redis://leat:canary@localhost/x",
                "redis://leat:canary@",
                "http://leat:canary@localhost",
                "redis://leat:canary@localhost#canary",
                "redis://leat:canary@localhost?canary")) {
            assertThatThrownBy(() -> create("url", url))
                    .isInstanceOf(CdcException.class)
                    .hasNoCause()
                    .message()
                    .doesNotContain("canary");
        }
    }

    private Sink create(String... options) {
        return factory.create(
                GivenOptions.of(factory.options(), options), new SinkContext("shop", "redis", 2, new NoStateStore()));
    }
}
