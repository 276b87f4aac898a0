package dev.leat.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The plugins in {@code examples}, which are projects of their own, pass the suites that their tests extend. */
final class ExamplesContractTest {
    private static final Path EXAMPLES = Path.of("..", "examples");

    @TempDir
    private Path classes;

    @ParameterizedTest
    @CsvSource({
        "sink-tsv, org.example.tsv.TsvSinkContractTest",
        "capture-ticker, org.example.ticker.TickerCaptureContractTest"
    })
    void keepTheContract(String example, String suite) throws Exception {
        compile(EXAMPLES.resolve(example));
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()}, ExamplesContractTest.class.getClassLoader())) {

            SuiteRun run = SuiteRun.of(loader.loadClass(suite));

            assertThat(run.failed()).isEmpty();
            assertThat(run.passed()).hasSizeGreaterThan(10);
        }
    }

    private void compile(Path example) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> arguments = new ArrayList<>(
                List.of("-proc:none", "-d", classes.toString(), "-cp", System.getProperty("java.class.path")));
        try (Stream<Path> sources = Files.walk(example.resolve("src"))) {
            sources.map(Path::toString).filter(path -> path.endsWith(".java")).forEach(arguments::add);
        }
        assertThat(compiler.run(null, null, null, arguments.toArray(String[]::new)))
                .as("javac's exit code")
                .isZero();
    }
}
