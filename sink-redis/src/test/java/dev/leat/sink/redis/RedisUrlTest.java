package dev.leat.sink.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisUrlTest {
    @Test
    void readsEveryPart() {
        RedisUrl url = RedisUrl.parse("rediss://le%3Aat:p%40ss%2Fword%C3%A4@cache_1:6380/7");

        assertThat(url).isEqualTo(new RedisUrl(true, "cache_1", 6380, "le:at", "p@ss/wordä", OptionalInt.of(7)));
    }

    @Test
    void fillsInThePortAndNothingElse() {
        assertThat(RedisUrl.parse("redis://localhost"))
                .isEqualTo(new RedisUrl(false, "localhost", 6379, null, null, OptionalInt.empty()));
        assertThat(RedisUrl.parse("REDIS://localhost/"))
                .isEqualTo(new RedisUrl(false, "localhost", 6379, null, null, OptionalInt.empty()));
    }

    @Test
    void readsAPasswordWithoutAUser() {
        RedisUrl url = RedisUrl.parse("redis://:secret@localhost");

        assertThat(url.user()).isNull();
        assertThat(url.password()).isEqualTo("secret");
    }

    @Test
    void readsAddressesInBrackets() {
        assertThat(RedisUrl.parse("redis://[::1]:6380").host()).isEqualTo("::1");
        assertThat(RedisUrl.parse("redis://[::1]").port()).isEqualTo(6379);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "redis:",
                "redis://",
                "redis://:6379",
                "redis://user:password@",
                "redis://host:",
                "redis://host:0",
                "redis://host:65536",
                "redis://host:1e3",
                "redis://host/one",
                "redis://host/1/2",
                "redis://host?protocol=3",
                "redis://host#1",
                "redis://%F:x@host",
                "redis://%C3:x@host",
                "unix:///run/redis.sock"
            })
    void refusesWhatIsNoUrlOfARedis(String text) {
        assertThatThrownBy(() -> RedisUrl.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"connect_timeout", "connectTimeout", "connect-timeout"})
    void namesTheOptionInsteadOfAParameter(String parameter) {
        assertThatThrownBy(() -> RedisUrl.parse("redis://host?" + parameter + "=5"))
                .hasMessageContaining("write the option connect-timeout instead");
    }
}
