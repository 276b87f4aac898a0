package dev.leat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.testkit.server.PostgresServer;
import dev.leat.testkit.server.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A first pipeline file from a real database, and that it runs as it is. */
@Timeout(300)
final class InitIT {
    @TempDir
    private Path folder;

    private final TestDatabase database = PostgresServer.shared().createDatabase();

    @AfterEach
    void close() {
        database.close();
    }

    @Tag("server-version")
    @Test
    void writesAFileThatRunsAsItIs() throws Exception {
        database.execute(
                "CREATE TABLE orders (id bigint PRIMARY KEY, price numeric(10,2))",
                "CREATE TABLE lines (no int, \"order\" bigint, PRIMARY KEY (\"order\", no))",
                "CREATE TABLE loose (id bigint)",
                "CREATE TABLE whole (id bigint)",
                "ALTER TABLE whole REPLICA IDENTITY FULL",
                "CREATE SCHEMA \"x*y.z\"",
                "CREATE TABLE \"x*y.z\".\"it's ${env:HOME} \"\"q\"\"\" (\"a\nb\" int PRIMARY KEY)",
                "CREATE VIEW seen AS SELECT * FROM orders",
                "INSERT INTO orders VALUES (1, 2.50)",
                "INSERT INTO \"x*y.z\".\"it's ${env:HOME} \"\"q\"\"\" VALUES (7)");

        LeatProcess.Ended init = run("init", database.leatUrl());
        Files.writeString(folder.resolve("first.yaml"), init.out());
        LeatProcess.Ended run = run("run", "--until", "caught-up", "first.yaml");

        assertThat(init.exitCode()).as(init.err()).isZero();
        assertThat(init.err()).contains("4 of 5 tables can be captured as they are");
        assertThat(init.out())
                .contains("type: postgres", "password: '${env:LEAT_PASSWORD}'")
                .contains("- public.orders", "key: id;", "id bigint, price numeric(10,2)")
                .contains("key: order, no;")
                .contains("- public.whole", "no key", "warning: public.whole has no key")
                .contains("#   - public.loose", "error: public.loose has no usable replica identity")
                .contains("ALTER TABLE \"public\".\"loose\" REPLICA IDENTITY FULL")
                .doesNotContain("seen", database.password());
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("\"price\":2.50", "\"a\\nb\":7");
        assertThat(run.out().lines()).hasSize(2);
    }

    @Test
    void neverTouchesAFileThatIsThere() throws Exception {
        database.execute("CREATE TABLE orders (id bigint PRIMARY KEY)");
        Path file = folder.resolve("shop.yaml");

        LeatProcess.Ended first = run("init", database.leatUrl(), "-o", "shop.yaml");
        String written = Files.readString(file);
        LeatProcess.Ended second = run("init", database.leatUrl(), "-o", "shop.yaml");

        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.out()).isEmpty();
        assertThat(written).contains("name: shop\n");
        assertThat(second.exitCode()).isEqualTo(2);
        assertThat(second.err()).contains("shop.yaml exists");
        assertThat(Files.readString(file)).isEqualTo(written);
    }

    @Test
    void saysWhatIsWrongWithAnAddressAndShowsNoPassword() throws Exception {
        LeatProcess.Ended other = run("init", "oracle://scott:canary-77@localhost/shop");
        LeatProcess.Ended none = run("init", "canary-77");
        LeatProcess.Ended wrong = run("init", database.leatUrl().replaceAll(":[^:@]*@", ":canary-77@"));

        assertThat(other.exitCode()).isEqualTo(2);
        assertThat(other.err()).contains("no capture is installed for oracle://", "postgres");
        assertThat(none.exitCode()).isEqualTo(2);
        assertThat(none.err()).contains("postgresql://localhost:5432/shop");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err()).contains("28P01");
        assertThat(other.err() + wrong.err()).doesNotContain("canary-77", "\tat ");
    }

    private LeatProcess.Ended run(String... arguments) throws Exception {
        return LeatProcess.run(folder, Map.of("LEAT_PASSWORD", database.password()), arguments);
    }
}
