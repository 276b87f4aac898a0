package dev.leat.capture.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.leat.api.Finding;
import dev.leat.capture.postgres.catalog.Privileges;
import dev.leat.capture.postgres.catalog.ServerState;
import dev.leat.testkit.finding.Provokes;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServerCheckTest {
    private static final Privileges ROLE = new Privileges("leat", false, true, true, -1);

    @Test
    @Provokes("server-version")
    void refusesWhatIsOlderThanTheTestedVersions() {
        assertThat(ServerCheck.problems(server(130_022), ROLE))
                .extracting(Finding::code, Finding::message)
                .containsExactly(tuple("server-version", "the server is version 13.22"));
        assertThat(ServerCheck.problems(server(140_000), ROLE)).isEmpty();
    }

    private static ServerState server(int version) {
        return new ServerState(
                version, version / 10_000 + "." + version % 10_000, "shop", false, Map.of("wal_level", "logical"));
    }
}
