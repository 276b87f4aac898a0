package dev.leat.testkit.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import dev.leat.api.plugin.Option;
import dev.leat.api.plugin.OptionType;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class GivenOptionsTest {
    private static final List<Option> DECLARED = List.of(
            Option.required("url", OptionType.TEXT, "Where."),
            Option.withDefault("wait", OptionType.DURATION, "5s", "How long."),
            Option.withDefault("size", OptionType.SIZE, "4MiB", "How much."),
            Option.choice("mode", List.of("a", "b"), null, "Which."));

    @Test
    void fillsInDefaults() {
        GivenOptions options = GivenOptions.of(DECLARED, "url", "here");

        assertThat(options.text("url")).isEqualTo("here");
        assertThat(options.duration("wait")).isEqualTo(Duration.ofSeconds(5));
        assertThat(options.sizeBytes("size")).isEqualTo(4 << 20);
        assertThat(options.findText("mode")).isEmpty();
    }

    @Test
    void refusesWhatAFileCouldNotHave() {
        assertThatThrownBy(() -> GivenOptions.of(DECLARED)).isInstanceOf(CdcException.class);
        assertThatThrownBy(() -> GivenOptions.of(DECLARED, "url", "here", "mode", "c"))
                .isInstanceOf(CdcException.class);
        assertThatThrownBy(() -> GivenOptions.of(DECLARED, "url", "here", "nope", "1"))
                .isInstanceOf(CdcException.class);
    }

    @Test
    void refusesToReadWhatIsNotDeclared() {
        GivenOptions options = GivenOptions.of(DECLARED, "url", "here");

        assertThatThrownBy(() -> options.text("nope")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> options.bool("url")).isInstanceOf(IllegalArgumentException.class);
    }
}
