package dev.leat.capture.mysql.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class LoginTest {
    @Test
    void checksTheServerUnlessItIsThisMachine() {
        assertThat(login("mysql://me@localhost/db").tls().mode()).isEqualTo(Tls.Mode.PREFER);
        assertThat(login("mysql://me@127.0.0.1/db").tls().mode()).isEqualTo(Tls.Mode.PREFER);
        assertThat(login("mysql://me@db.example/db").tls().mode()).isEqualTo(Tls.Mode.VERIFY_FULL);
    }

    private static Login login(String url) {
        return Login.of(MySqlUrl.parse(url), null, null, null);
    }

    @Test
    void wantsEachThingOnce() {
        MySqlUrl url = MySqlUrl.parse("mysql://me:secret@localhost/db");

        assertThatThrownBy(() -> Login.of(url, "me", null, null)).hasMessageContaining("the user stands in the url");
        assertThatThrownBy(() -> Login.of(url, null, new Secret("x"), null))
                .hasMessageContaining("the password stands in the url");
        assertThatThrownBy(() -> login("mysql://localhost/db")).hasMessageContaining("no user given");
        assertThat(Login.of(url, null, null, null).toString()).isEqualTo("me at mysql://localhost:3306/db");
    }

    @Test
    void refusesFilesWithoutEffect() {
        Path file = Path.of("x.pem");

        assertThatThrownBy(() -> new Tls(Tls.Mode.REQUIRE, file, null, null)).hasMessageContaining("no effect");
        assertThatThrownBy(() -> new Tls(Tls.Mode.DISABLE, null, file, file)).hasMessageContaining("no effect");
        assertThatThrownBy(() -> new Tls(Tls.Mode.VERIFY_FULL, null, file, null))
                .hasMessageContaining("belong together");
        assertThatThrownBy(() -> Tls.Mode.of("full")).hasMessageContaining("verify-full");
    }
}
