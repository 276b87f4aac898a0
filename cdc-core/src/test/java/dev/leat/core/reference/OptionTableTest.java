package dev.leat.core.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.plugin.Option;
import dev.leat.api.plugin.OptionType;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OptionTableTest {
    @Test
    void showsEachOptionWithTypeUnitDefaultAndDescription() {
        String table = OptionTable.render(List.of(
                Option.required("url", OptionType.TEXT, "Where it is."),
                Option.secret("password", "Opens it."),
                Option.choice("tls.mode", List.of("disable", "require"), "require", "How far TLS is checked."),
                Option.withDefault("wait", OptionType.DURATION, "30s", "How long.")));

        assertThat(table).isEqualTo("""
                        option    type             unit           default   description
                        url       text                            required  Where it is.
                        password  text, secret                    -         Opens it.
                        tls.mode  disable|require                 require   How far TLS is checked.
                        wait      duration         us ms s m h d  30s       How long.
                        """);
    }

    @Test
    void isEmptyWithoutOptions() {
        assertThat(OptionTable.render(List.of())).isEmpty();
    }
}
