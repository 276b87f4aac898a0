package dev.leat.core.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.plugin.Option;
import dev.leat.api.plugin.OptionType;
import dev.leat.core.config.DeclaredOptions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ReferencePagesTest {
    private static final List<Option> MILL = List.of(
            Option.required("url", OptionType.TEXT, "Where <it> is|was."),
            Option.withDefault("wait", OptionType.DURATION, "30s", "How long."),
            Option.choice("mode", List.of("fine", "coarse"), null, "How it grinds."),
            Option.secret("password", "Opens it."));

    private static final String TABLE = """
            <!-- options: made from the declarations, do not edit -->
            | option | type | default | description |
            |---|---|---|---|
            | `url` | text | required | Where &lt;it&gt; is\\|was. |
            | `wait` | duration (us ms s m h d) | `30s` | How long. |
            | `mode` | fine, coarse |  | How it grinds. |
            | `password` | text, secret |  | Opens it. |
            <!-- /options -->
            """;

    @Test
    void hasAPageForTheFileAndOnePerPlugin() {
        assertThat(ReferencePages.pages(new DeclaredOptions(Map.of("river", List.of()), Map.of("mill", MILL))))
                .containsOnlyKeys("pipeline.md", "capture-river.md", "sink-mill.md")
                .containsEntry("sink-mill.md", MILL);
    }

    @Test
    void beginsAPageThatIsNotThere() {
        assertThat(ReferencePages.updated("sink-mill.md", null, MILL)).isEqualTo("# sink mill\n\n" + TABLE);
    }

    @Test
    void keepsWhatStandsAroundTheTable() {
        String before = "# Mill\n\nGrinds.\n\n" + TABLE.replace("30s", "10s") + "\n## More\n\ntext\n";

        String after = ReferencePages.updated("sink-mill.md", before, MILL);

        assertThat(after).isEqualTo("# Mill\n\nGrinds.\n\n" + TABLE + "\n## More\n\ntext\n");
        assertThat(ReferencePages.updated("sink-mill.md", after, MILL)).isEqualTo(after);
    }

    @Test
    void addsATableToAPageWithoutMarkers() {
        assertThat(ReferencePages.updated("sink-mill.md", "# Mill\n", MILL)).isEqualTo("# Mill\n\n" + TABLE);
    }
}
