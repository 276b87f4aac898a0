package dev.leat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.state.FileStateStore;
import dev.leat.core.state.Wishes;
import dev.leat.testkit.finding.Provokes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a user sees without any server: files, plugins, state folders, options. */
@Timeout(300)
final class CommandIT {
    private static final String CANARY = "canary-8c1f";

    @TempDir
    private Path folder;

    @Test
    void listsEveryPluginWithItsOptions() throws Exception {
        LeatProcess.Ended ended = LeatProcess.run(folder, "plugins");

        assertThat(ended.exitCode()).isZero();
        assertThat(ended.err()).isEmpty();
        assertThat(ended.out())
                .contains(
                        "capture postgres (", "sink redis (", "sink stdout (built in)", "sink file (", "sink discard (")
                .contains("password", "secret", "The replication slot");
    }

    // bad input: unknown key, unknown type, wrong unit, missing environment variable; all at once, with their places
    @Test
    void refusesABadFileWithThePlaceOfEveryProblem() throws Exception {
        write("shop.yaml", """
                name: shop
                capture: {type: postgras, url: "postgresql://localhost/shop", password: "%s"}
                sinks:
                  - {type: stdout, colour: red}
                batch: {max-delay: 20}
                seed: {mode: "${env:NO_SUCH_VARIABLE_OF_LEAT}"}
                """.formatted(CANARY));

        for (String[] command : new String[][] {
            {"check", "shop.yaml"}, {"run", "shop.yaml"}, {"reseed", "shop.yaml"}, {"check", "--offline", "shop.yaml"}
        }) {
            LeatProcess.Ended ended = LeatProcess.run(folder, command);

            assertThat(ended.exitCode()).isEqualTo(2);
            assertThat(ended.out()).isEmpty();
            assertThat(ended.err())
                    .contains("shop.yaml:2:17: ", "did you mean \"postgres\"")
                    .contains("shop.yaml:4:20: ", "colour")
                    .contains("shop.yaml:5:20: ", "20ms")
                    .contains("shop.yaml:6:14: ", "NO_SUCH_VARIABLE_OF_LEAT");
            assertIsDiscreet(ended);
        }
        assertThat(folder.resolve("leat-state")).doesNotExist();
    }

    @Test
    void refusesAnOptionThatItsPluginDoesNotTakeWithItsPlace() throws Exception {
        write("shop.yaml", "capture:\n  type: postgres\n  url: mysql://localhost/shop\nsinks: [{type: stdout}]\n");

        for (String command : new String[] {"check", "run"}) {
            LeatProcess.Ended ended = LeatProcess.run(folder, command, "shop.yaml");

            assertThat(ended.exitCode()).isEqualTo(2);
            assertThat(ended.out()).isEmpty();
            assertThat(ended.err())
                    .startsWith("leat: error: shop.yaml:3:8: capture.url: ")
                    .hasLineCount(1);
        }
        assertThat(folder.resolve("leat-state")).doesNotExist();
    }

    @Test
    @Provokes("invalid-file")
    void printsTheProblemsOfAFileAsOneJsonDocument() throws Exception {
        write("shop.yaml", "capture: {type: postgres, url: \"postgresql://localhost/shop\"}\nsinks: []\n");

        LeatProcess.Ended ended = LeatProcess.run(folder, "check", "--json", "shop.yaml");

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err()).isEmpty();
        JsonNode page = JsonMapper.builder().build().readTree(ended.out());
        assertThat(page.path("exit-code").intValue()).isEqualTo(2);
        assertThat(page.path("findings").get(0).path("code").stringValue()).isEqualTo("invalid-file");
        assertThat(page.path("findings").get(0).path("object").stringValue()).isEqualTo("shop.yaml:2:8");
        assertThat(page.path("findings").get(0).path("why").stringValue()).isNotBlank();
        assertThat(page.path("findings").get(0).path("remedy").stringValue()).isNotBlank();
    }

    @Test
    void namesAFileThatIsNotThereAndAFolderWithoutFiles() throws Exception {
        Files.createDirectory(folder.resolve("pipelines"));

        LeatProcess.Ended noFile = LeatProcess.run(folder, "run", "nix.yaml");
        LeatProcess.Ended noFiles = LeatProcess.run(folder, "run", "pipelines");

        assertThat(noFile.exitCode()).isEqualTo(2);
        assertThat(noFile.err()).contains("nix.yaml").hasLineCount(1);
        assertThat(noFiles.exitCode()).isEqualTo(2);
        assertThat(noFiles.err()).contains("pipelines: no *.yaml").hasLineCount(1);
    }

    @Test
    void refusesAPluginFolderThatBringsNothing() throws Exception {
        Path plugins = Files.createDirectory(folder.resolve("plugins"));
        Path empty = Files.createDirectory(plugins.resolve("empty"));

        LeatProcess.Ended ended = LeatProcess.run(folder, "plugins", "--plugins", plugins.toString());

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).contains(empty.toString(), "brings neither a capture nor a sink");
    }

    @Test
    void refusesAnHttpAddressAndAnUnknownOption() throws Exception {
        pipeline();

        LeatProcess.Ended http = LeatProcess.run(folder, "run", "--http", "127.0.0.1:8585", "shop.yaml");
        LeatProcess.Ended unknown = LeatProcess.run(folder, "run", "--until", "tomorrow", "shop.yaml");

        assertThat(http.exitCode()).isEqualTo(2);
        assertThat(http.err()).contains("--http 127.0.0.1:8585: this version serves no HTTP");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err()).contains("expected caught-up, found tomorrow");
        assertThat(http.out() + unknown.out()).isEmpty();
    }

    // P16: the other one fails fast
    @Test
    void refusesAStateFolderThatIsInUseAndNamesItsOwner() throws Exception {
        pipeline();
        try (FileStateStore held =
                FileStateStore.open(folder.resolve("leat-state"), "shop", "pid 1 on host elsewhere")) {
            LeatProcess.Ended run = LeatProcess.run(folder, "run", "shop.yaml");
            LeatProcess.Ended reseed = LeatProcess.run(folder, "reseed", "shop.yaml");

            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err()).contains("leat-state/shop is in use by pid 1 on host elsewhere");
            assertThat(reseed.exitCode()).isEqualTo(2);
            assertThat(reseed.err()).contains("pipeline shop runs at this moment", "stop it first");
            assertIsDiscreet(run);
            assertThat(held.term()).isEqualTo(1);
        }
    }

    // P15: corrupt or newer state refuses to start and never means "start fresh"
    @Test
    void refusesStateThatIsDamagedOrOfANewerFormatAndLeavesItAsItIs() throws Exception {
        pipeline();
        FileStateStore.open(folder.resolve("leat-state"), "shop", "test").close();
        Path term = folder.resolve("leat-state/shop/term");
        byte[] sound = Files.readAllBytes(term);

        byte[] damaged = sound.clone();
        damaged[20] ^= 1;
        assertRefuses(term, damaged, "has a wrong checksum");
        assertRefuses(term, new byte[0], "is empty");
        byte[] newer = sound.clone();
        newer[9] = 9;
        assertRefuses(term, newer, "has format 9");
    }

    private void assertRefuses(Path file, byte[] content, String reason) throws Exception {
        Files.write(file, content);

        LeatProcess.Ended ended = LeatProcess.run(folder, "run", "shop.yaml");

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err()).contains("state file " + file.toRealPath() + " " + reason);
        assertThat(Files.readAllBytes(file)).isEqualTo(content);
        assertIsDiscreet(ended);
    }

    @Test
    void recordsWhatIsToBeSeededAnew() throws Exception {
        pipeline();

        LeatProcess.Ended some = LeatProcess.run(folder, "reseed", "shop.yaml", "public.orders", "sales.\"a.b\"");
        LeatProcess.Ended notSelected = LeatProcess.run(folder, "reseed", "shop.yaml", "public.secrets");
        LeatProcess.Ended noSchema = LeatProcess.run(folder, "reseed", "shop.yaml", "orders");

        assertThat(some.exitCode()).isZero();
        assertThat(some.out()).isEmpty();
        assertThat(notSelected.exitCode()).isEqualTo(2);
        assertThat(notSelected.err()).contains("public.secrets is not among the tables of shop.yaml");
        assertThat(noSchema.exitCode()).isEqualTo(2);
        assertThat(noSchema.err()).contains("orders has no schema");
        try (FileStateStore store = FileStateStore.open(folder.resolve("leat-state"), "shop", "test")) {
            assertThat(new Wishes(store).reseed().orElseThrow().toString()).isEqualTo("public.orders, sales.a.b");
        }
    }

    @Test
    void masksSecretsInWhateverItSaysAndTellsCausesOnlyWhenAsked() throws Exception {
        write("shop.yaml", """
                capture: {type: postgres, url: "postgresql://leat:%s@127.0.0.1:1/shop"}
                sinks: [{type: redis, url: "redis://:%s@127.0.0.1:1"}]
                """.formatted(CANARY, CANARY));

        LeatProcess.Ended check = LeatProcess.run(folder, "check", "shop.yaml");
        LeatProcess.Ended verbose = LeatProcess.run(folder, "-v", "check", "--json", "shop.yaml");

        assertThat(check.exitCode()).isEqualTo(1);
        assertThat(check.out())
                .contains("error connect  leat at ", "127.0.0.1:1")
                .contains("\n      why: Leat reaches the server under no other address")
                .contains("\n      correct url, user, password or tls of the capture");
        assertIsDiscreet(check);
        assertThat(verbose.out() + verbose.err()).doesNotContain(CANARY);
        JsonNode findings = JsonMapper.builder().build().readTree(verbose.out()).path("findings");
        assertThat(findings.valueStream())
                .isNotEmpty()
                .allSatisfy(finding -> assertThat(finding.propertyNames())
                        .containsExactly("code", "severity", "object", "message", "why", "remedy"));
    }

    @Test
    void writesEveryLineOnStderrAsJsonWhenAsked() throws Exception {
        pipeline();
        try (FileStateStore held = FileStateStore.open(folder.resolve("leat-state"), "shop", "the test")) {
            LeatProcess.Ended ended = LeatProcess.run(folder, "run", "--log-format", "json", "shop.yaml");

            assertThat(held.term()).isEqualTo(1);
            assertThat(ended.err()).contains("in use by the test");
            JsonMapper json = JsonMapper.builder().build();
            assertThat(ended.err().lines())
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(
                                    json.readTree(line).path("message").stringValue())
                            .isNotBlank());
        }
    }

    @Test
    void runsOnWhateverIsInTheEnvironment() throws Exception {
        pipeline();

        LeatProcess.Ended ended = LeatProcess.run(
                folder, Map.of("LC_ALL", "C", "TZ", "Asia/Kathmandu"), "check", "--offline", "shop.yaml");

        assertThat(ended.exitCode()).isZero();
        assertThat(ended.err()).isEmpty();
        assertThat(ended.out()).isEqualTo("shop.yaml: no error\n");
    }

    private void pipeline() throws IOException {
        write("shop.yaml", """
                capture: {type: postgres, url: "postgresql://127.0.0.1:1/shop", user: leat, password: "%s"}
                tables: {include: [public.orders, "sales.*"]}
                sinks: [{type: stdout}]
                """.formatted(CANARY));
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(folder.resolve(name), content);
    }

    private static void assertIsDiscreet(LeatProcess.Ended ended) {
        assertThat(ended.out() + ended.err()).doesNotContain(CANARY).doesNotContain("\tat ");
    }
}
