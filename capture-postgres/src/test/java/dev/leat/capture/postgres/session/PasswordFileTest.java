package dev.leat.capture.postgres.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PasswordFileTest {
    private static final Host HOST = new Host("db", 5433);

    @TempDir
    private Path folder;

    @Test
    void theFirstLineThatFitsCounts() throws IOException {
        PasswordFile file = file("""
                # db:5433:shop:leat:comment
                db:5432:shop:leat:other port
                db:5433:other:leat:other database
                db:5433:shop:other:other user
                other:*:*:*:other host
                db:5433:shop

                db:*:shop:leat:this one
                *:*:*:*:too late
                """);

        assertThat(find(file, HOST)).contains("this one");
        assertThat(find(file, new Host("elsewhere", 1))).contains("too late");
    }

    @Test
    void aBackslashTakesTheMeaningFromWhatFollows() throws IOException {
        assertThat(find(file("*:*:*:*:a\\:b\\\\c:rest"), HOST)).contains("a:b\\c");
        assertThat(find(file("*:*:*:*: sp ace \u00e9\\"), HOST)).contains(" sp ace \u00e9\\");
        assertThat(find(file("\\:\\:1:5433:*:*:six\r\n"), new Host("::1", 5433)))
                .contains("six");
        assertThat(find(file("\\*:*:*:*:a host named star"), HOST)).isEmpty();
        assertThat(find(file("::1:5433:*:*:unescaped"), new Host("::1", 5433))).isEmpty();
    }

    @Test
    void aFileThatOthersMayReadIsNotUsed() throws IOException {
        PasswordFile file = file("*:*:*:*:secret");
        assertThat(file.refusal()).isEmpty();
        for (String mode : new String[] {"rw-r-----", "rw--w----", "rw----r--"}) {
            Files.setPosixFilePermissions(file.file(), PosixFilePermissions.fromString(mode));
            assertThat(find(file, HOST)).as(mode).isEmpty();
            assertThat(file.refusal().orElseThrow())
                    .contains("chmod 600 " + file.file())
                    .doesNotContain("secret");
        }
    }

    @Test
    void thereNeedBeNone() {
        PasswordFile none = new PasswordFile(folder.resolve("none"));
        assertThat(find(none, HOST)).isEmpty();
        assertThat(none.refusal()).isEmpty();
    }

    private static Optional<String> find(PasswordFile file, Host host) {
        return file.find(host, "shop", "leat").map(Secret::reveal);
    }

    private PasswordFile file(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("pass"), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return new PasswordFile(file);
    }
}
