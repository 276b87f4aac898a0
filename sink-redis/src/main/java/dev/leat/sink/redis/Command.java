package dev.leat.sink.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Locale;

/** The commands that the sink sends: one list for the encoder, for the permissions and for messages. */
enum Command {
    INFO(""),
    CLIENT_ID("id"),
    CLIENT_SETNAME("setname"),
    CLIENT_LIST("list"),
    CLIENT_KILL("kill"),
    SELECT(""),
    SCAN(""),
    HSET(""),
    HDEL(""),
    HGET(""),
    HMGET(""),
    HKEYS(""),
    HINCRBY(""),
    PEXPIRE(""),
    SET(""),
    XADD(""),
    PUBLISH(""),
    UNLINK(""),
    SADD(""),
    SREM(""),
    SISMEMBER(""),
    WATCH(""),
    MULTI(""),
    EXEC(""),
    DISCARD("");

    private final String subcommand;

    Command(String subcommand) {
        this.subcommand = subcommand;
    }

    /** The command's name as an argument. */
    byte[] bytes() {
        return word().getBytes(US_ASCII);
    }

    /** The command as an encoded beginning of a command: one argument, or two with a subcommand. */
    byte[][] words() {
        return subcommand.isEmpty()
                ? new byte[][] {bytes()}
                : new byte[][] {bytes(), subcommand.toUpperCase(Locale.ROOT).getBytes(US_ASCII)};
    }

    /** The rule that allows it, without the plus. */
    String rule() {
        String word = word().toLowerCase(Locale.ROOT);
        return subcommand.isEmpty() ? word : word + "|" + subcommand;
    }

    /** As one writes it. */
    String text() {
        return rule().replace('|', ' ').toUpperCase(Locale.ROOT);
    }

    private String word() {
        int underscore = name().indexOf('_');
        return underscore < 0 ? name() : name().substring(0, underscore);
    }
}
