package dev.leat.benchmarks.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The limit of Redis: sends hashes as bytes over one connection, without waiting, while another thread counts the replies. */
final class RespLoader implements AutoCloseable {
    private static final int WRITE_BYTES = 64 * 1024;
    private static final int READ_BYTES = 256 * 1024;
    private static final Pattern CPU = Pattern.compile("used_cpu_(?:sys|user):([0-9.]+)");

    private final Socket socket;

    RespLoader(String url) throws IOException {
        URI server = URI.create(url);
        socket = new Socket(server.getHost(), server.getPort());
        socket.setTcpNoDelay(true);
    }

    /** Sets the hash of each row; returns when the server has answered the last one. */
    Duration load(String table, long rows) throws IOException {
        CompletableFuture<Void> replies = CompletableFuture.runAsync(() -> count(rows));
        long start = System.nanoTime();
        ByteArrayOutputStream commands = new ByteArrayOutputStream(2 * WRITE_BYTES);
        for (long row = 0; row < rows; row++) {
            append(
                    commands,
                    "HSET",
                    table + ":" + row,
                    "id",
                    Long.toString(row),
                    "customer",
                    Long.toString(row % 1_000_000),
                    "name",
                    "customer number " + row,
                    "amount",
                    row / 100 + "." + row % 100,
                    "created",
                    "2026-11-22T10:20:30.123456Z");
            if (commands.size() >= WRITE_BYTES) {
                commands.writeTo(socket.getOutputStream());
                commands.reset();
            }
        }
        commands.writeTo(socket.getOutputStream());
        replies.join();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private void count(long expected) {
        byte[] buffer = new byte[READ_BYTES];
        try {
            InputStream in = socket.getInputStream();
            for (long left = expected; left > 0; ) {
                int count = in.read(buffer);
                for (int i = 0; i < count; i++) {
                    if (buffer[i] == '-') {
                        throw new IllegalStateException(new String(buffer, i, count - i, UTF_8));
                    }
                    left -= buffer[i] == '\n' ? 1 : 0;
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("the replies ended", e);
        }
    }

    /** Keeps what there is now. */
    void keep() throws IOException {
        ask(
                "EVAL",
                "for _, k in ipairs(redis.call('keys', '*')) do"
                        + " redis.call('restore', 'kept:' .. k, 0, redis.call('dump', k), 'replace') end",
                "0");
    }

    /** Goes back to what was kept. */
    void restore() throws IOException {
        ask(
                "EVAL",
                "for _, k in ipairs(redis.call('keys', '*')) do"
                        + " if string.sub(k, 1, 5) ~= 'kept:' then redis.call('unlink', k) end end"
                        + " for _, k in ipairs(redis.call('keys', 'kept:*')) do"
                        + " redis.call('restore', string.sub(k, 6), 0, redis.call('dump', k), 'replace') end",
                "0");
    }

    /** How many keys there are. */
    long keys() throws IOException {
        return Long.parseLong(ask("DBSIZE").substring(1).trim());
    }

    /** The server's processor time so far. */
    double cpuSeconds() throws IOException {
        Matcher value = CPU.matcher(ask("INFO", "cpu"));
        double seconds = 0;
        while (value.find()) {
            seconds += Double.parseDouble(value.group(1));
        }
        return seconds;
    }

    /** One command with a short answer. */
    private String ask(String... words) throws IOException {
        ByteArrayOutputStream command = new ByteArrayOutputStream();
        append(command, words);
        command.writeTo(socket.getOutputStream());
        byte[] answer = new byte[READ_BYTES];
        String text = new String(answer, 0, socket.getInputStream().read(answer), UTF_8);
        if (text.startsWith("-")) {
            throw new IOException(words[0] + ": " + text);
        }
        return text;
    }

    private static void append(ByteArrayOutputStream target, String... words) {
        StringBuilder command = new StringBuilder(256);
        command.append('*').append(words.length).append("\r\n");
        for (String word : words) {
            command.append('$')
                    .append(word.length())
                    .append("\r\n")
                    .append(word)
                    .append("\r\n");
        }
        target.writeBytes(command.toString().getBytes(UTF_8));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
