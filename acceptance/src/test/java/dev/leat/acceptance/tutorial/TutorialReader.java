package dev.leat.acceptance.tutorial;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.leat.acceptance.pipeline.LeatProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.commands.ProtocolCommand;

/** Somebody who follows a page in a folder of their own. Used by one thread. */
public final class TutorialReader implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final String HEAP = "-Xmx64m";
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Set<String> REDIS_READS = Set.of("get", "hget", "hgetall", "exists", "keys");

    private final Path folder;
    private final TutorialServers servers;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Jedis redis;
    private final Map<String, String> environment = new HashMap<>();
    private final List<Job> jobs = new ArrayList<>();

    /** A command in the background, one of whose streams goes to a file. */
    private record Job(LeatProcess process, String file, boolean isErrFiled) {
        String filed() {
            return isErrFiled ? process.err() : process.out();
        }

        String shown() {
            return isErrFiled ? process.out() : process.err();
        }
    }

    /** What a command says; asked again it may say something else. */
    private record Answer(Callable<String> text, boolean canChange) {}

    /** A reader with nothing but servers. */
    public TutorialReader(Path folder, TutorialServers servers) {
        this.folder = folder;
        this.servers = servers;
        this.redis = servers.redis().open();
    }

    /** Does it, and fails where the page says something else than what comes back. */
    public void follow(TutorialPage.Step step) throws Exception {
        if (step instanceof TutorialPage.WrittenFile file) {
            Files.writeString(folder.resolve(file.name()), servers.addressed(file.text()), UTF_8);
        } else if (step instanceof TutorialPage.Command command) {
            run(command);
        } else {
            throw new AssertionError(step);
        }
    }

    private void run(TutorialPage.Command command) throws Exception {
        Answer answer = enter(command.text());
        if (answer.canChange()) { // what was changed is soon in the targets, not at once
            Awaitility.await()
                    .atMost(DEADLINE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(POLL)
                    .untilAsserted(() -> requireShown(command, said(answer)));
        } else {
            requireShown(command, said(answer));
        }
    }

    private static void requireShown(TutorialPage.Command command, String said) {
        ShownOutput shown = new ShownOutput(command.expected().orElse("…"));
        if (!shown.matches(said)) {
            throw new AssertionError("line " + command.line() + " of the page: " + command.text() + "\nshall say:\n"
                    + shown.text() + "\nbut says:\n" + said);
        }
    }

    private String said(Answer answer) throws Exception {
        return servers.asOnThePage(answer.text().call());
    }

    private Answer enter(String line) throws Exception {
        List<String> words = new ArrayList<>(Words.of(line));
        String program = words.remove(0);
        return switch (program) {
            case "export" -> export(words.get(0));
            case "createdb" -> sql("postgres", "CREATE DATABASE " + words.get(0));
            case "dropdb" -> sql("postgres", "DROP DATABASE " + words.get(0));
            case "dropuser" -> sql("postgres", "DROP ROLE " + words.get(0));
            case "psql" -> psql(words);
            case "redis-cli" -> redisCli(words);
            case "curl" -> changing(() -> get(words.get(words.size() - 1)));
            case "cat" -> changing(() -> read(words.get(0)));
            case "kill" -> kill(words);
            case "wait" -> await();
            case "leat" -> leat(words);
            default -> throw new IllegalArgumentException("no such command here: " + line);
        };
    }

    private Answer export(String assignment) {
        String[] parts = assignment.split("=", 2);
        environment.put(parts[0], parts[1]);
        return done();
    }

    private Answer psql(List<String> words) throws SQLException, IOException {
        String database = words.get(0);
        return switch (words.get(1)) {
            case "-f" -> sql(database, Files.readString(folder.resolve(words.get(2)), UTF_8));
            case "-c" -> sql(database, words.get(2));
            default -> throw new IllegalArgumentException("psql " + words);
        };
    }

    private Answer sql(String database, String statements) throws SQLException {
        servers.sql(database, statements);
        return done();
    }

    /** What reads can be asked again; what writes must not be done twice. */
    private Answer redisCli(List<String> words) {
        return REDIS_READS.contains(words.get(0)) ? changing(() -> redis(words)) : said(redis(words));
    }

    private String redis(List<String> words) {
        ProtocolCommand command = () -> words.get(0).getBytes(UTF_8);
        Object reply = redis.sendCommand(command, words.subList(1, words.size()).toArray(String[]::new));
        return RedisReply.text(reply) + "\n";
    }

    private String get(String url) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + servers.addressed(url)))
                .timeout(DEADLINE)
                .build();
        return http.send(request, BodyHandlers.ofString()).body();
    }

    /** A file, or what a command in the background has written to it so far. */
    private String read(String file) throws IOException {
        for (int last = jobs.size() - 1; last >= 0; last--) {
            if (jobs.get(last).file().equals(file)) {
                return jobs.get(last).filed();
            }
        }
        return Files.readString(folder.resolve(file), UTF_8);
    }

    private Answer kill(List<String> words) {
        LeatProcess last = jobs.get(jobs.size() - 1).process();
        switch (String.join(" ", words)) {
            case "$!" -> last.terminate();
            case "-9 $!" -> last.kill9();
            default -> throw new IllegalArgumentException("kill " + words);
        }
        return done();
    }

    private Answer await() {
        jobs.forEach(job -> job.process().awaitExit());
        return done();
    }

    private Answer leat(List<String> words) {
        if (words.remove("&")) {
            int redirection = words.size() - 2; // the page's jobs have one: > FILE or 2> FILE
            LeatProcess process =
                    LeatProcess.start(folder, HEAP, environment, arguments(words.subList(0, redirection)));
            Job job = new Job(
                    process, words.get(redirection + 1), words.get(redirection).equals("2>"));
            jobs.add(job);
            return changing(job::shown);
        }
        String[] arguments = arguments(words);
        return words.contains("list") ? changing(() -> leat(arguments)) : said(leat(arguments));
    }

    private String[] arguments(List<String> words) {
        return words.stream().map(servers::addressed).toArray(String[]::new);
    }

    private String leat(String... arguments) {
        try (LeatProcess process = LeatProcess.start(folder, HEAP, environment, arguments)) {
            process.awaitExit();
            return process.out() + process.err();
        }
    }

    private static Answer changing(Callable<String> text) {
        return new Answer(text, true);
    }

    private static Answer said(String text) {
        return new Answer(() -> text, false);
    }

    private static Answer done() {
        return said("");
    }

    @Override
    public void close() {
        jobs.forEach(job -> job.process().close());
        redis.close();
    }
}
