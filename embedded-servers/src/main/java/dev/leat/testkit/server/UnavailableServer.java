package dev.leat.testkit.server;

import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * This machine can't run a server. A {@link Translation} on the class path may turn it into what its test framework takes
 * for a skipped test.
 */
public final class UnavailableServer extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private UnavailableServer(String reason, @Nullable Throwable cause) {
        super(reason, cause);
    }

    /** Found by {@link ServiceLoader}: makes the exception to throw instead. */
    public interface Translation {
        /** What to throw for this reason. */
        RuntimeException translate(UnavailableServer unavailable);
    }

    /** The exception to throw. */
    public static RuntimeException because(String reason, @Nullable Throwable cause) {
        UnavailableServer unavailable = new UnavailableServer(reason, cause);
        return ServiceLoader.load(Translation.class, UnavailableServer.class.getClassLoader())
                .findFirst()
                .map(translation -> translation.translate(unavailable))
                .orElse(unavailable);
    }
}
