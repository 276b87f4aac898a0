package dev.leat.capture.mysql.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.mysql.cj.Constants;
import org.junit.jupiter.api.Test;

final class MySqlDriverTest {
    /** Another version may connect and encrypt otherwise: read what has changed in its socket factories before. */
    @Test
    void wasWrittenForThisVersionOfTheDriver() {
        assertThat(Constants.CJ_VERSION).isEqualTo(MySqlDriver.VERSION);
    }
}
