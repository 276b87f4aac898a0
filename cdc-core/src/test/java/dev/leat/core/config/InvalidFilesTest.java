package dev.leat.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

// C1, C2, D12
final class InvalidFilesTest {
    /** Correct capture and sinks in three lines, so that what a case adds begins in line 4. */
    private static final String GOOD = "capture: {type: river, url: u}\nsinks:\n- type: mill\n";

    @TempDir
    private Path folder;

    static Stream<Arguments> cases() {
        return Stream.of(
                good("paralellism: 2", "4:1: paralellism: unknown key; did you mean \"parallelism\"?"),
                good("nmae: x", "4:1: nmae: unknown key; did you mean \"name\"?"),
                good("onGap: stop", "4:1: onGap: unknown key; did you mean \"on-gap\"?"),
                good(
                        "batch: {weight: 1}",
                        "4:9: batch.weight: unknown key; valid keys: max-bytes, max-changes, max-delay"),
                good(
                        "batch: {max-delay: 20}",
                        "4:20: batch.max-delay: \"20\" has no unit: durations are written in"
                                + " us, ms, s, m, h or d, for example 20ms"),
                good(
                        "batch: {max-delay: 2min}",
                        "4:20: batch.max-delay: \"2min\" has an unknown unit:"
                                + " durations are written in us, ms, s, m, h or d"),
                good("batch: {max-delay: 61s}", "4:20: batch.max-delay: \"61s\" is outside 0ms to 1m"),
                good(
                        "batch: {max-bytes: 4Mib}",
                        "4:20: batch.max-bytes: \"4Mib\" has an unknown unit:"
                                + " sizes are written in B, KiB, MiB or GiB; did you mean 4MiB?"),
                good(
                        "batch: {max-bytes: 1.5GiB}",
                        "4:20: batch.max-bytes: \"1.5GiB\" is not one: a size is a whole"
                                + " number with B, KiB, MiB or GiB, for example 4MiB"),
                good(
                        "batch: {max-bytes: 9999999999999GiB}",
                        "4:20: batch.max-bytes: \"9999999999999GiB\"" + " is larger than 8589934591GiB"),
                good("batch: {max-changes: 0}", "4:22: batch.max-changes: \"0\" is outside 1 to 1000000"),
                good("parallelism: two", "4:14: parallelism: \"two\" is not a whole number"),
                good("parallelism:", "4:13: parallelism: has no value; write one or remove the key"),
                good("parallelism: [2]", "4:14: parallelism: must be a single value, not a list"),
                good("parallelism: 2\nparallelism: 3", "5:1: parallelism: duplicate key; the first is in line 4"),
                good(
                        "seed: {mode: nevr}",
                        "4:14: seed.mode: \"nevr\" is not one of auto, never; did you mean" + " \"never\"?"),
                good("seed: auto", "4:7: seed: must be a mapping"),
                good("seed:", "4:6: seed: has no value; write one or remove the key"),
                good(
                        "on-rejected: dead-leter",
                        "4:14: on-rejected: \"dead-leter\" is not one of dead-letter, stop; did you mean"
                                + " \"dead-letter\"?"),
                good("on-gap: reset", "4:9: on-gap: \"reset\" is not one of reseed, stop; did you mean \"reseed\"?"),
                good(
                        "transforms: [{type: filter}]",
                        "4:14: transforms: transforms are not available yet; remove the" + " entry"),
                good(
                        "state: redis://localhost",
                        "4:8: state: \"redis://localhost\" is not available yet; write" + " file:./leat-state"),
                good("state: ./leat", "4:8: state: \"./leat\" needs a scheme; write file:./leat"),
                good(
                        "name: My-Shop",
                        "4:7: name: \"My-Shop\" is no pipeline name; it has 1 to 40 of a-z, 0-9 and _,"
                                + " for example my_shop"),
                good(
                        "tables: {include: [products]}",
                        "4:20: tables.include[0]: \"products\" has no schema; write"
                                + " schema.table, for example public.products, with MySQL and MariaDB database.table"),
                good(
                        "tables: {include: []}",
                        "4:19: tables.include: selects no table; list tables or patterns, or remove the key"),
                good("connect-timeout: 61m", "4:18: connect-timeout: \"61m\" is outside 0ms to 1h"),
                good("tables: {include: products}", "4:19: tables.include: must be a list: [products]"),
                good(
                        "tables: {include: [a.b.c]}",
                        "4:20: tables.include[0]: \"a.b.c\" has 3 parts; write"
                                + " schema.table, and a part that has a dot in its name in double quotes"),
                good(
                        "tables: {include: [a.]}",
                        "4:20: tables.include[0]: \"a.\" has an empty part; write" + " schema.table"),
                good(
                        "tables: {include: ['a.\"b']}",
                        "4:20: tables.include[0]: \"a.?b\" has a double quote that is" + " not closed"),
                good(
                        "tables: {include: ['a.\"b\"c']}",
                        "4:20: tables.include[0]: \"a.?b?c\" has characters behind a" + " closing quote"),
                good(
                        "tables: {include: ['a.b\"c']}",
                        "4:20: tables.include[0]: \"a.b?c\" has a quote inside a part;"
                                + " put the whole part in double quotes"),
                good(
                        "tables: {include: [{columns: [id]}]}",
                        "4:20: tables.include[0].table: missing; add it: table: schema.table"),
                good(
                        "tables: {include: [{table: a.b, columns: []}]}",
                        "4:42: tables.include[0].columns: keeps no"
                                + " column; list the columns to keep or remove the key"),
                good(
                        "tables: {exclude: [{table: a.b, columns: [c]}]}",
                        "4:42: tables.exclude[0].columns: a table is"
                                + " excluded as a whole; list the columns to keep under include"),
                good(
                        "tables: {operations: [insert, upsert]}",
                        "4:31: tables.operations: \"upsert\" is not one of"
                                + " delete, insert, truncate, update; did you mean \"insert\"?"),
                good("tables: {operations: [insert, insert]}", "4:22: tables.operations: \"insert\" is listed twice"),
                good(
                        "tables: {operations: [message]}",
                        "4:23: tables.operations: \"message\" is not one of delete, insert," + " truncate, update"),
                good(
                        "tables: {operations: [read]}",
                        "4:23: tables.operations: \"read\" is not one of delete, insert," + " truncate, update"),
                file("sinks: [{type: mill}]", "1:1: capture: missing; add it: capture: {type: river, ...}"),
                file("capture: {type: river, url: u}", "1:1: sinks: missing; add it: sinks: [{type: mill, ...}]"),
                file("capture: {url: u}\nsinks: [{type: mill}]", "1:10: capture.type: missing; add it: type: river"),
                file(
                        "capture: {type: rivr}\nsinks: [{type: mill}]",
                        "1:17: capture.type: \"rivr\" is no installed"
                                + " type; did you mean \"river\"?; installed: river (see: leat plugins)"),
                capture("pasword: x", "1:33: capture.pasword: unknown key; did you mean \"password\"?"),
                capture("password: '${env:NONE}'", "1:43: capture.password: the environment variable NONE is not set"),
                capture("password: '${env:EMPTY}'", "1:43: capture.password: the environment variable EMPTY is empty"),
                capture("password: '${file:none.txt}'", "1:43: capture.password: there is no file none.txt"),
                capture(
                        "password: '${vault:x}'",
                        "1:43: capture.password: ${vault:x} is not known; write ${env:NAME}"
                                + " or ${file:/path}, and $${ where ${ itself is meant"),
                capture(
                        "password: '${env:X'",
                        "1:43: capture.password: a reference that \"${\" opens is not closed"
                                + " by \"}\"; write $${ where ${ itself is meant"),
                capture(
                        "password: ${env:SECRET}",
                        "1:44: not valid YAML: expected ',' or '}', but got {; between { and } a value with ${...}"
                                + " stands in quotes"),
                capture("password: [canary]", "1:43: capture.password: must be a single value, not a list"),
                capture("retries: '${env:SECRET}'", "1:42: capture.retries: \"${env:SECRET}\" is not a whole number"),
                capture(
                        "wait: '${env:SECRET}'",
                        "1:39: capture.wait: \"${env:SECRET}\" is not one: a duration is a whole number with us, ms,"
                                + " s, m, h or d, for example 20ms"),
                capture(
                        "wait: '5${env:SECRET}'",
                        "1:39: capture.wait: \"5${env:SECRET}\" has an unknown unit: durations are written in us, ms,"
                                + " s, m, h or d"),
                good(
                        "name: '${env:SECRET}-1'",
                        "4:7: name: \"${env:SECRET}-1\" is no pipeline name; it has 1 to 40" + " of a-z, 0-9 and _"),
                capture(
                        "room: '4${env:UNIT}'",
                        "1:39: capture.room: \"4${env:UNIT}\" has an unknown unit: sizes are written in B, KiB, MiB or"
                                + " GiB"),
                capture("tls: {mod: require}", "1:39: capture.tls.mod: unknown key; did you mean \"mode\"?"),
                capture(
                        "tls: {mode: verify-ful}",
                        "1:45: capture.tls.mode: \"verify-ful\" is not one of disable,"
                                + " require, verify-full; did you mean \"verify-full\"?"),
                capture("tls: on", "1:38: capture.tls: must be a mapping"),
                capture("eager: yes", "1:40: capture.eager: \"yes\" is neither true nor false"),
                capture("banks: left", "1:40: capture.banks: must be a list: [left]"),
                capture(
                        "name: x",
                        "1:33: capture.name: unknown key; valid keys: banks, eager, password, retries,"
                                + " room, tls, type, url, user, wait"),
                sinks(
                        "{type: mill}, {type: mill}",
                        "2:23: sinks[1].name: \"mill\" is already the sink in line 2;"
                                + " give this one a name of its own"),
                sinks(
                        "{type: mill, name: A_B}",
                        "2:28: sinks[0].name: \"A_B\" is no sink name; it has 1 to 40 of" + " a-z, 0-9, _ and -"),
                sinks("mill", "2:9: sinks[0]: must be a mapping", "2:9: sinks[0].type: missing; add it: type: mill"),
                sinks("{type: mill, lable: x}", "2:22: sinks[0].lable: unknown key; did you mean \"label\"?"),
                file("", "1:1: the file is empty; a pipeline needs at least \"capture\" and \"sinks\""),
                file("a: b: c", "1:5: not valid YAML: mapping values are not allowed here"),
                file("a: \"\u0007\"", "1:1: not valid YAML: it has characters that YAML does not allow"),
                good(
                        "name: !!javax.script.ScriptEngineManager [x]",
                        "4:7: the YAML tag"
                                + " \"tag:yaml.org,2002:javax.script.ScriptEngineManager\" is not allowed; remove it",
                        "4:7: name: must be a single value, not a list"),
                file(GOOD + "---\nname: b", "4:1: a second YAML document; one file is one pipeline"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void namesPlaceKeyAndRemedy(String yaml, List<String> expected) throws IOException {
        List<Problem> problems = read(yaml.getBytes(StandardCharsets.UTF_8));

        assertThat(problems).extracting(Problem::toString).containsExactlyElementsOf(expected);
    }

    @Test
    void reportsEveryProblemOfAFileInItsOrder() throws IOException {
        List<Problem> problems = read(
                "nam: x\ncapture: {type: river, wait: 5}\nsinks:\n- type: mil\nbatch: {max-delay: 5, max-bytes: x}\n"
                        .getBytes(StandardCharsets.UTF_8));

        assertThat(problems)
                .extracting(problem ->
                        problem.location().line() + " " + problem.message().split(":", 2)[0])
                .containsExactly(
                        "1 nam",
                        "2 capture.url",
                        "2 capture.wait",
                        "4 sinks[0].type",
                        "5 batch.max-delay",
                        "5 batch.max-bytes");
    }

    @Test
    void namesAFileWhoseOwnNameIsNoPipelineName() throws IOException {
        Path file = folder.resolve("My Shop.yaml");
        Files.writeString(file, GOOD);

        assertThat(loader().read(file).problems())
                .singleElement()
                .hasToString(file + ":1:1: name: missing; the file's own name has other characters than a-z, 0-9 and _"
                        + " or more than 40; add name: my_shop");
    }

    @Test
    void refusesAFileThatIsNotThereOrNotText() throws IOException {
        assertThat(loader().read(folder.resolve("none.yaml")).problems())
                .singleElement()
                .hasToString(folder.resolve("none.yaml") + ":1:1: there is no such file");
        assertThat(loader().read(folder).problems())
                .singleElement()
                .hasToString(folder + ":1:1: the file can't be read: it is a folder");
        assertThat(read(new byte[] {'a', (byte) 0xff}))
                .singleElement()
                .hasToString("shop.yaml:1:1: the file is not UTF-8");
    }

    @Test
    void refusesAnAliasBombBeforeItIsExpanded() throws IOException {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 9; i++) {
            bomb.append("a").append(i).append(": &a").append(i).append(" [");
            bomb.append(String.join(", ", Collections.nCopies(9, "*a" + (i - 1))))
                    .append("]\n");
        }

        assertThat(read(bomb.toString().getBytes(StandardCharsets.UTF_8)))
                .singleElement()
                .hasToString("shop.yaml:7:35: more than 50 aliases");
    }

    @Test
    void endsOnFewAliasesThatExpandToMuch() throws IOException {
        StringBuilder bomb = new StringBuilder("tables:\n  include:\n    - &a0 [x]\n");
        for (int i = 1; i <= 25; i++) {
            bomb.append("    - &a" + i + " [*a" + (i - 1) + ", *a" + (i - 1) + "]\n");
        }

        assertThat(read(bomb.toString().getBytes(StandardCharsets.UTF_8))).hasSize(28);
    }

    @Test
    void endsOnAnAliasThatContainsItself() throws IOException {
        assertThat(read("capture: &a {type: river, url: u, tls: *a}\nsinks: &b [*b]\n"
                        .getBytes(StandardCharsets.UTF_8)))
                .isNotEmpty();
    }

    @Test
    void refusesDeepNesting() throws IOException {
        assertThat(read(("a: " + "[".repeat(100_000)).getBytes(StandardCharsets.UTF_8)))
                .singleElement()
                .hasToString("shop.yaml:1:53: nested deeper than 50 levels");
    }

    @Test
    void refusesAHugeFileWithoutReadingIt() throws IOException {
        Path file = folder.resolve("shop.yaml");
        try (var channel = Files.newByteChannel(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.position(100_000_000);
            channel.write(ByteBuffer.wrap(new byte[1]));
        }

        assertThat(loader().read(file).problems())
                .singleElement()
                .hasToString(file + ":1:1: the file is larger than 1 MiB; a pipeline file that large is a mistake");
    }

    @Test
    void stopsListingAfterAHundredProblems() throws IOException {
        StringBuilder keys = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            keys.append("key").append(i).append(": x\n");
        }

        List<Problem> problems = read(keys.toString().getBytes(StandardCharsets.UTF_8));

        assertThat(problems).hasSize(101);
        assertThat(problems.get(100).message()).isEqualTo("19902 more problems are not listed");
    }

    private static Arguments good(String line, String... expected) {
        return file(GOOD + line + "\n", expected);
    }

    private static Arguments capture(String option, String expected) {
        return file("capture: {type: river, url: u, " + " " + option + "}\nsinks: [{type: mill}]\n", expected);
    }

    private static Arguments sinks(String list, String... expected) {
        return file("capture: {type: river, url: u}\nsinks: [" + list + "]\n", expected);
    }

    private static Arguments file(String yaml, String... expected) {
        return arguments(
                yaml, Stream.of(expected).map(line -> "shop.yaml:" + line).toList());
    }

    /** The problems with the folder taken off. */
    private List<Problem> read(byte[] yaml) throws IOException {
        Path file = folder.resolve("shop.yaml");
        Files.write(file, yaml);
        return loader().read(file).problems().stream()
                .map(problem -> new Problem(
                        new Location(
                                "shop.yaml",
                                problem.location().line(),
                                problem.location().column()),
                        problem.message()))
                .toList();
    }

    private static PipelineLoader loader() {
        return new PipelineLoader(RiverAndMill.DECLARED, Map.of("EMPTY", "", "SECRET", "canary", "UNIT", "Mib"));
    }
}
