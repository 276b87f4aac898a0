package dev.leat.sink.redis;

import dev.leat.api.plugin.Options;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads what becomes of changes from the options; one that the mode has no use for is refused. */
final class FormOptions {
    private static final Duration MAX_DURATION = Duration.ofDays(3650);

    private FormOptions() {}

    static ChangeForm form(Options options) {
        Mode mode = Mode.of(options.text(RedisSinkFactory.MODE));
        return switch (mode) {
            case HASH -> {
                only(options, mode, RedisSinkFactory.KEY, RedisSinkFactory.TTL);
                yield ChangeForm.hash(keys(options), ttl(options));
            }
            case JSON -> {
                only(options, mode, RedisSinkFactory.KEY, RedisSinkFactory.TTL);
                yield ChangeForm.json(keys(options), ttl(options));
            }
            case STREAM -> {
                only(options, mode, RedisSinkFactory.KEY, RedisSinkFactory.MAX_LENGTH, RedisSinkFactory.MAX_AGE);
                yield ChangeForm.stream(tables(options, RedisSinkFactory.KEY), limit(options));
            }
            case PUBLISH -> {
                only(options, mode, RedisSinkFactory.CHANNEL);
                yield ChangeForm.publish(tables(options, RedisSinkFactory.CHANNEL));
            }
            case INVALIDATE -> {
                only(options, mode, RedisSinkFactory.KEY, RedisSinkFactory.CHANNEL);
                boolean tells = options.findText(RedisSinkFactory.CHANNEL).isPresent();
                yield ChangeForm.invalidate(keys(options), tells ? tables(options, RedisSinkFactory.CHANNEL) : null);
            }
        };
    }

    private static void only(Options options, Mode mode, String... used) {
        Set<String> given = new LinkedHashSet<>();
        for (String name : List.of(RedisSinkFactory.KEY, RedisSinkFactory.CHANNEL)) {
            options.findText(name).ifPresent(text -> given.add(name));
        }
        for (String name : List.of(RedisSinkFactory.TTL, RedisSinkFactory.MAX_AGE)) {
            if (!options.duration(name).isZero()) {
                given.add(name);
            }
        }
        if (options.integer(RedisSinkFactory.MAX_LENGTH) != 0) {
            given.add(RedisSinkFactory.MAX_LENGTH);
        }
        given.removeAll(List.of(used));
        for (String name : given) {
            throw options.invalid(name, name + " is not used in mode " + mode.text());
        }
    }

    private static KeyTemplate keys(Options options) {
        return parsed(options, RedisSinkFactory.KEY, KeyTemplate.DEFAULT, KeyTemplate::parse);
    }

    private static TableTemplate tables(Options options, String name) {
        return parsed(options, name, TableTemplate.TABLE, text -> TableTemplate.parse(name, text));
    }

    private static <T> T parsed(Options options, String name, String otherwise, Function<String, T> parse) {
        Optional<String> text = options.findText(name);
        try {
            return parse.apply(text.orElse(otherwise));
        } catch (IllegalArgumentException e) {
            throw options.invalid(name, String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable Duration ttl(Options options) {
        return duration(options, RedisSinkFactory.TTL);
    }

    private static StreamLimit limit(Options options) {
        Duration maxAge = duration(options, RedisSinkFactory.MAX_AGE);
        long maxLength = options.integer(RedisSinkFactory.MAX_LENGTH);
        if (maxLength < 0) {
            throw options.invalid(RedisSinkFactory.MAX_LENGTH, "max-length must be 0 or above");
        }
        if (maxLength > 0 && maxAge != null) {
            throw options.invalid(
                    RedisSinkFactory.MAX_AGE, "max-age and max-length exclude each other: Redis trims by one of them");
        }
        return new StreamLimit(maxLength, maxAge);
    }

    private static @Nullable Duration duration(Options options, String name) {
        Duration duration = options.duration(name);
        if (duration.isZero()) {
            return null;
        }
        if (duration.toMillis() < 1 || duration.compareTo(MAX_DURATION) > 0) {
            throw options.invalid(name, name + " must be from 1ms to 3650d");
        }
        return duration;
    }
}
