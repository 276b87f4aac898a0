package dev.leat.testkit.server;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProvisioningTest {
    @TempDir
    private Path folder;

    /** A laptop skips the test then; where CI=true it fails: see the test kit. */
    @Test
    void whatCannotBeBroughtIsAnUnavailableServerWithTheReason() {
        assertThatThrownBy(() -> Provisioning.run(
                        List.of("sh", "-c", "echo no mirror answers; exit 1"), folder, folder.resolve("log")))
                .isInstanceOf(UnavailableServer.class)
                .hasMessageContaining("no mirror answers");
    }
}
