package dev.leat.capture.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.plugin.BatchLimits;
import dev.leat.api.plugin.CaptureContext;
import dev.leat.api.plugin.CaptureFactory;
import dev.leat.api.plugin.TableSelection;
import dev.leat.capture.postgres.session.Tls;
import dev.leat.testkit.pipeline.MemoryState;
import dev.leat.testkit.plugin.GivenOptions;
import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresOptionsTest {
    private static final String URL = "postgresql://leat@localhost/shop";

    @Test
    void isFoundAsAPluginAndNeedsAUrlOnly() {
        CaptureFactory factory = ServiceLoader.load(CaptureFactory.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(found -> found.type().equals("postgres"))
                .findFirst()
                .orElseThrow();
        CaptureContext context = new CaptureContext(
                "shop",
                new TableSelection(List.of(), List.of(), Set.of()),
                new BatchLimits(1, 1, Duration.ZERO),
                new MemoryState());

        assertThat(factory.create(GivenOptions.of(factory.options(), "url", URL), context))
                .isInstanceOf(PostgresCapture.class);
        assertThatThrownBy(() -> GivenOptions.of(factory.options())).hasMessageContaining("url");
    }

    @Test
    void hasDefaults() {
        PostgresOptions options = read();

        assertThat(options.slot()).isEqualTo("leat_shop");
        assertThat(options.publication()).isEqualTo("leat_shop");
        assertThat(options.ownsPublication()).isTrue();
        assertThat(options.slotWait()).isEqualTo(Duration.ofSeconds(30));
        assertThat(options.readNap()).isEqualTo(Duration.ofMillis(2));
        assertThat(options.messages().isEmpty()).isTrue();
        assertThat(options.login().tls().mode()).isEqualTo(Tls.Mode.PREFER);
        assertThat(options.login().database()).isEqualTo("shop");
    }

    @Test
    void takesEveryOption() {
        PostgresOptions options = read(
                "url", "postgresql://db.example:6432/shop",
                "user", "reader",
                "password", "secret",
                "tls.mode", "verify-ca",
                "tls.ca", "ca.pem",
                "tls.cert", "cert.pem",
                "tls.key", "key.pem",
                "slot", "my_slot",
                "publication", "My Publication",
                "slot-wait", "5s",
                "read-nap", "0us",
                "messages", "orders,audit.*",
                "binary-messages", "blob");

        assertThat(options.login().user()).isEqualTo("reader");
        assertThat(options.login().tls().mode()).isEqualTo(Tls.Mode.VERIFY_CA);
        assertThat(options.login().tls().ca()).hasFileName("ca.pem");
        assertThat(options.login().tls().cert()).hasFileName("cert.pem");
        assertThat(options.login().tls().key()).hasFileName("key.pem");
        assertThat(options.slot()).isEqualTo("my_slot");
        assertThat(options.publication()).isEqualTo("My Publication");
        assertThat(options.ownsPublication()).isFalse();
        assertThat(options.slotWait()).isEqualTo(Duration.ofSeconds(5));
        assertThat(options.readNap()).isZero();
        assertThat(options.messages()).isEqualTo(new MessageOptions(List.of("orders", "audit.*"), List.of("blob")));
        assertThat(options.toString()).doesNotContain("secret");
    }

    @Test
    void verifiesTheServerWhereFilesAreNamed() {
        assertThat(read("tls.ca", "ca.pem").login().tls().mode()).isEqualTo(Tls.Mode.VERIFY_FULL);
        assertThatThrownBy(() -> read("tls.key", "key.pem")).hasMessageContaining("tls.cert and tls.key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Leat", "leat-shop", "", "a b", "a\"b"})
    void refusesNamesThatNoSlotCanHave(String slot) {
        assertConfig("slot", slot);
    }

    @Test
    void refusesNamesThatTheServerWouldCutOff() {
        assertConfig("publication", "x".repeat(64));
        assertConfig("publication", "");
        assertThat(read("publication", "x".repeat(63)).publication()).hasSize(63);
        assertConfig("publication", "é".repeat(32));
    }

    @Test
    void refusesAMalformedUrlWithItsPlace() {
        assertConfig("url", "http://localhost/shop");
    }

    @Test
    void refusesPrefixesThatNoMessageHas() {
        assertConfig("messages", "orders,,audit");
        assertConfig("binary-messages", "a\0b");
    }

    private static void assertConfig(String option, String value) {
        assertThatThrownBy(() -> read(option, value))
                .isInstanceOfSatisfying(
                        CdcException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.CONFIG))
                .hasMessageStartingWith("test.yaml:1:1: " + option + ": ");
    }

    private static PostgresOptions read(String... namesAndValues) {
        boolean hasUrl = List.of(namesAndValues).contains("url");
        String[] all = hasUrl ? namesAndValues : new String[namesAndValues.length + 2];
        if (!hasUrl) {
            all[0] = "url";
            all[1] = URL;
            System.arraycopy(namesAndValues, 0, all, 2, namesAndValues.length);
        }
        return PostgresOptions.read(GivenOptions.of(PostgresOptions.declared(), all), "shop");
    }
}
