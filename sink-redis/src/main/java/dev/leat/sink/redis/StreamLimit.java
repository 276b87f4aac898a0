package dev.leat.sink.redis;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a stream keeps, about: Redis removes whole blocks of entries. At most one of the two is given.
 *
 * @param maxLength how many entries; 0: any number
 * @param maxAge how old an entry may be; null: any age
 */
record StreamLimit(long maxLength, @Nullable Duration maxAge) {
    static final StreamLimit NONE = new StreamLimit(0, null);
}
