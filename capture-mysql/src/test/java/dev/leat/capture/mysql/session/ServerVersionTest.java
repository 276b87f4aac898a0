package dev.leat.capture.mysql.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ServerVersionTest {
    @ParameterizedTest
    @CsvSource({
        "9.7.4-2, false, 9, 7, 4",
        "8.0.36-0ubuntu0.22.04.1, false, 8, 0, 36",
        "8.0.mysql_aurora.3.05.2, false, , , ",
        "11.4.5-MariaDB-log, true, 11, 4, 5",
        "5.5.5-10.6.16-MariaDB-1:10.6.16+maria~deb11, true, 10, 6, 16",
        "5.5.5-10.11.6-MariaDB, true, 10, 11, 6",
    })
    void readsWhatServersSay(String text, boolean isMariaDb, Integer major, Integer minor, Integer patch) {
        if (major == null) {
            assertThatThrownBy(() -> ServerVersion.parse(text)).isInstanceOf(CdcException.class);
            return;
        }
        assertThat(ServerVersion.parse(text)).isEqualTo(new ServerVersion(text, isMariaDb, major, minor, patch));
    }

    @Test
    void compares() {
        ServerVersion version = ServerVersion.parse("8.4.10");

        assertThat(version.isAtLeast(8, 4, 10)).isTrue();
        assertThat(version.isAtLeast(8, 4, 11)).isFalse();
        assertThat(version.isAtLeast(8, 0, 36)).isTrue();
        assertThat(version.isAtLeast(9, 0, 0)).isFalse();
    }
}
