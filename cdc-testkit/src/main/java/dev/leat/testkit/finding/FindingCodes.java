package dev.leat.testkit.finding;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.Finding.Severity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All codes of a module's findings, to be held against its page and its tests.
 *
 * @param codes of the module, in the order of the page
 */
public record FindingCodes(List<Code> codes) {
    private static final String ROW = "| `";

    /** Copies the list. */
    public FindingCodes {
        codes = List.copyOf(codes);
    }

    /**
     * One code.
     *
     * @param severities that its findings can have, the usual one first
     * @param why it matters
     */
    public record Code(String code, List<Severity> severities, String why) {
        /** Copies the list. */
        public Code {
            severities = List.copyOf(severities);
        }
    }

    /**
     * Asserts that the page has, below a heading, a table with a row per code and no other: code, severities, what it means,
     * why it matters, what mends it.
     */
    public void assertDocumented(Path page, String heading) {
        List<List<String>> rows = rows(page, heading);

        assertThat(rows.stream().map(row -> String.join(" | ", row.get(0), row.get(1), row.get(3))))
                .as("code, severity and reason in %s, below %s", page, heading)
                .containsExactlyElementsOf(codes.stream()
                        .map(code -> "`" + code.code() + "` | " + severities(code) + " | " + code.why())
                        .toList());
        assertThat(rows).allSatisfy(row -> assertThat(row).hasSize(5).noneMatch(String::isBlank));
    }

    private static String severities(Code code) {
        return code.severities().stream()
                .map(severity -> severity.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(" or "));
    }

    private static List<List<String>> rows(Path page, String heading) {
        List<List<String>> rows = new ArrayList<>();
        boolean isBelow = false;
        try {
            for (String line : Files.readAllLines(page, UTF_8)) {
                if (line.startsWith("## ")) {
                    isBelow = line.equals("## " + heading);
                } else if (isBelow && line.startsWith(ROW)) {
                    // a bar within a cell is escaped
                    String cells = line.substring(1, line.lastIndexOf('|'));
                    rows.add(Arrays.stream(cells.split("(?<!\\\\)\\|"))
                            .map(cell -> cell.strip().replace("\\|", "|"))
                            .toList());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + page, e);
        }
        return rows;
    }

    /**
     * Asserts that for each code there is a test with {@link Provokes}, and no test for a code that does not exist.
     *
     * @param oneTest any test of the module; all that were compiled together with it are looked at
     */
    public void assertProvoked(Class<?> oneTest) {
        assertThat(provoked(oneTest))
                .as("codes that a test provokes")
                .containsExactlyInAnyOrderElementsOf(
                        codes.stream().map(Code::code).toList());
    }

    private static List<String> provoked(Class<?> oneTest) {
        try {
            Path root = Path.of(
                    oneTest.getProtectionDomain().getCodeSource().getLocation().toURI());
            try (Stream<Path> files = Files.walk(root)) {
                return files.map(file -> root.relativize(file).toString())
                        .filter(name -> name.endsWith(".class"))
                        .flatMap(name -> methods(oneTest.getClassLoader(), name))
                        .flatMap(method -> Arrays.stream(method.getAnnotationsByType(Provokes.class)))
                        .flatMap(provokes -> Arrays.stream(provokes.value()))
                        .distinct()
                        .toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the tests", e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Stream<Method> methods(ClassLoader loader, String file) {
        String name = file.substring(0, file.length() - ".class".length())
                .replace('/', '.')
                .replace('\\', '.');
        try {
            return Arrays.stream(Class.forName(name, false, loader).getDeclaredMethods());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
