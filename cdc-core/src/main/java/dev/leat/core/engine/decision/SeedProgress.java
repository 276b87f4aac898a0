package dev.leat.core.engine.decision;

import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far the seeding of a table in one sink is: the upper bound of the longest finished prefix of chunks, with the epoch it
 * was made in. Stored in the sink as {@code 1 <epoch> <bound in base64>}.
 */
record SeedProgress(long epoch, String bound) {
    private static final String FORMAT = "1";

    static SeedProgress of(long epoch, byte[] upper) {
        return new SeedProgress(epoch, Base64.getEncoder().encodeToString(upper));
    }

    byte[] upper() {
        return Base64.getDecoder().decode(bound);
    }

    String encode() {
        return FORMAT + " " + epoch + " " + bound;
    }

    /** Empty when there is no progress or it is not in a form that this version reads; the seeding then starts again. */
    static Optional<SeedProgress> decode(@Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        String[] parts = text.split(" ", -1);
        if (parts.length != 3 || !parts[0].equals(FORMAT)) {
            return Optional.empty();
        }
        try {
            Base64.getDecoder().decode(parts[2]);
            return Optional.of(new SeedProgress(Long.parseLong(parts[1]), parts[2]));
        } catch (IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }
}
