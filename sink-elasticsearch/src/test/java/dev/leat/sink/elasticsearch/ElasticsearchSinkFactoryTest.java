package dev.leat.sink.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.plugin.Option;
import dev.leat.api.plugin.SinkContext;
import dev.leat.api.plugin.SinkFactory;
import dev.leat.api.sink.Sink;
import dev.leat.testkit.plugin.GivenOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElasticsearchSinkFactoryTest {
    private final SinkFactory factory = new ElasticsearchSinkFactory();

    @Test
    void loadsThroughTheServiceLoaderAndCreatesWithTheMinimalOptions() {
        List<SinkFactory> found = ServiceLoader.load(SinkFactory.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(each -> each.type().equals("elasticsearch"))
                .toList();

        assertThat(found).hasSize(1).first().isInstanceOf(ElasticsearchSinkFactory.class);
        try (Sink sink = create("url", "http://localhost")) {
            assertThat(sink.acceptsPartial()).isFalse();
            assertThat(sink.isKeyed()).isTrue();
            assertThat(sink).hasToString("ElasticsearchSink[http://localhost:9200, {table}]");
        }
    }

    @Test
    void declaresTheDefaultsThatTheDocumentationNames() {
        Map<String, String> defaults = factory.options().stream()
                .collect(Collectors.toMap(Option::name, option -> String.valueOf(option.defaultText())));

        assertThat(defaults)
                .containsOnly(
                        Map.entry("url", "null"),
                        Map.entry("index", "{table}"),
                        Map.entry("user", "null"),
                        Map.entry("password", "null"),
                        Map.entry("api-key", "null"),
                        Map.entry("tls.mode", "null"),
                        Map.entry("tls.ca", "null"),
                        Map.entry("tls.cert", "null"),
                        Map.entry("tls.key", "null"),
                        Map.entry("tls.fingerprint", "null"),
                        Map.entry("bulk-bytes", "5MiB"),
                        Map.entry("bulk-count", "5000"),
                        Map.entry("connect-timeout", "5s"),
                        Map.entry("read-timeout", "60s"));
        assertThat(factory.options())
                .filteredOn(Option::secret)
                .extracting(Option::name)
                .containsExactly("password", "api-key");
        assertThat(factory.options())
                .filteredOn(Option::required)
                .extracting(Option::name)
                .containsExactly("url");
    }

    @Test
    void takesEveryOptionAndShowsNoSecret() {
        try (Sink sink = create(
                "url", "https://a.example:9243/es,https://[::1]:9244/es/",
                "index", "shop-{table}",
                "user", "leat",
                "password", "canary",
                "tls.mode", "verify-ca",
                "tls.ca", "ca.pem",
                "tls.cert", "cert.pem",
                "tls.key", "key.pem",
                "bulk-bytes", "1MiB",
                "bulk-count", "10",
                "connect-timeout", "1s",
                "read-timeout", "2s")) {
            assertThat(sink)
                    .hasToString("ElasticsearchSink[https://a.example:9243/es,https://[::1]:9244/es, shop-{table}]");
        }
        try (Sink sink = create("url", "http://leat:canary@a,http://b")) {
            assertThat(sink).hasToString("ElasticsearchSink[http://a:9200,http://b:9200, {table}]");
        }
        create("url", "https://a", "api-key", "Y2FuYXJ5OmNhbmFyeQ==", "tls.fingerprint", "AB:".repeat(31) + "CD")
                .close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    url | url=canary
                    url | url=ftp://canary
                    url | url=http://user:canary@
                    url | url=http://user@host
                    url | url=http://u:canary@a,http://u:canary@b
                    url | url=http://host:99999
                    url | url=http://host?password=canary
                    url | url=http://a,https://b
                    url | url=http://u:%zcanary@a
                    user | url=http://u:canary@a;user=u
                    user | url=http://a;user=u
                    password | url=http://a;password=canary
                    api-key | url=http://u:canary@a;api-key=Y2FuYXJ5
                    api-key | url=http://a;api-key=can ary
                    tls.mode | url=http://a;tls.mode=verify-full
                    tls.mode | url=https://a;tls.mode=disable
                    tls.ca | url=http://a;tls.ca=ca.pem
                    tls.cert | url=http://a;tls.cert=c.pem;tls.key=k.pem
                    tls.cert | url=https://a;tls.cert=c.pem
                    tls.key | url=https://a;tls.key=k.pem
                    tls.ca | url=https://a;tls.mode=require;tls.ca=ca.pem
                    tls.fingerprint | url=https://a;tls.fingerprint=abcd
                    tls.fingerprint | url=https://a;tls.ca=ca.pem;tls.fingerprint=abcd
                    index | url=http://a;index=Upper
                    bulk-bytes | url=http://a;bulk-bytes=2GiB
                    bulk-count | url=http://a;bulk-count=0
                    read-timeout | url=http://a;read-timeout=25h
                    """)
    void namesTheOptionThatIsWrongAndShowsNoSecret(String option, String given) {
        List<String> options = new ArrayList<>();
        for (String pair : given.split(";", -1)) {
            options.addAll(List.of(pair.split("=", 2)));
        }
        assertThatThrownBy(() -> create(options.toArray(String[]::new)))
                .isInstanceOfSatisfying(CdcException.class, e -> {
                    assertThat(e.kind()).isEqualTo(ErrorKind.CONFIG);
                    assertThat(e.getMessage()).contains(option).doesNotContain("canary");
                    assertThat(e).hasNoCause();
                });
    }

    private Sink create(String... options) {
        return factory.create(
                GivenOptions.of(factory.options(), options), new SinkContext("shop", "search", 2, new NoStateStore()));
    }

    // P18
    @Test
    void leavesTheRequestsOfAllLanesASixteenthOfTheHeap() {
        assertThat(ElasticsearchSinkFactory.mostBytes(64 << 20, 2)).isEqualTo(2 << 20);
        assertThat(ElasticsearchSinkFactory.mostBytes(512 << 20, 4)).isEqualTo(8 << 20);
    }
}
