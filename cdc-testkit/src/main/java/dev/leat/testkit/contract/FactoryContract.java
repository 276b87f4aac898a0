package dev.leat.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.plugin.Option;
import dev.leat.api.plugin.OptionType;
import dev.leat.api.plugin.Options;
import dev.leat.testkit.plugin.GivenOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What the check of files, {@code leat plugins} and the reference rely on in every factory. Extended by
 * {@link SinkFactoryContract} and {@link CaptureFactoryContract}; runs without a server.
 */
public abstract class FactoryContract {
    private static final String SECRET = "canary-secret";

    FactoryContract() {}

    /**
     * The smallest options that are valid, as names and values in turn. An address among them is one where nobody listens:
     * making a plugin does no I/O.
     */
    protected abstract List<String> smallest();

    /** Values that their types allow and the plugin refuses, by option. */
    protected Map<String, String> refused() {
        return Map.of();
    }

    abstract Iterable<?> found();

    /** A new factory. */
    protected abstract Object factory();

    abstract String type();

    abstract List<Option> options();

    abstract AutoCloseable create(Options options);

    @Test
    void isFoundByItsServiceFile() {
        assertThat(found()).hasAtLeastOneElementOfType(factory().getClass());
        assertThat(type()).matches("[a-z][a-z0-9-]*");
    }

    @Test
    void declaresOptionsThatExplainThemselves() {
        assertThat(options()).extracting(Option::name).doesNotHaveDuplicates();
        assertThat(options()).allSatisfy(option -> {
            assertThat(option.name()).matches("[a-z][a-z0-9]*([-.][a-z0-9]+)*");
            assertThat(option.description()).as(option.name()).endsWith(".");
            assertThat(option.required() && option.defaultText() != null)
                    .as(option.name() + " is required and has a default")
                    .isFalse();
            assertThat(option.secret() && option.defaultText() != null)
                    .as(option.name() + " is a secret with a default")
                    .isFalse();
            if (option.type() == OptionType.CHOICE) {
                assertThat(option.choices()).as(option.name()).isNotEmpty();
                assertThat(option.defaultText() == null || option.choices().contains(option.defaultText()))
                        .as(option.name())
                        .isTrue();
            }
        });
    }

    @Test
    void makesAPluginWithoutConnecting() throws Exception {
        try (AutoCloseable one = create(given(Map.of()));
                AutoCloseable other = create(given(Map.of()))) {
            assertThat(one).isNotSameAs(other);
        }
    }

    // D10
    @Test
    void showsNoSecret() throws Exception {
        for (Option option : options()) {
            if (option.secret()) {
                try (AutoCloseable plugin = create(given(Map.of(option.name(), SECRET)))) {
                    assertThat(plugin.toString()).doesNotContain(SECRET);
                } catch (CdcException refusal) { // it needs another option beside it
                    assertThat(refusal.getMessage()).doesNotContain(SECRET);
                }
            }
        }
    }

    @Test
    void refusesAValueAndNamesItsOption() {
        refused().forEach((name, value) -> {
            CdcException refusal =
                    Failing.failure(() -> create(given(Map.of(name, value))).close());
            assertThat(refusal).as("%s: %s is accepted", name, value).isNotNull();
            if (refusal != null) {
                assertThat(refusal.kind()).isEqualTo(ErrorKind.CONFIG);
                assertThat(refusal).hasMessageContaining(name);
            }
        });
    }

    private Options given(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>();
        List<String> smallest = smallest();
        for (int i = 0; i < smallest.size(); i += 2) {
            all.put(smallest.get(i), smallest.get(i + 1));
        }
        all.putAll(more);
        List<String> flat = new ArrayList<>();
        all.forEach((name, value) -> flat.addAll(Arrays.asList(name, value)));
        return GivenOptions.of(options(), flat.toArray(String[]::new));
    }
}
