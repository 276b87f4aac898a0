package dev.leat.testkit.contract;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.opentest4j.TestAbortedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Skips a test that means nothing for a plugin; the reason is printed once per
 * suite, so that nothing is left out unseen.
 */
public final class Inapplicable extends TestAbortedException {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(Inapplicable.class);

    private static final Set<String> PRINTED = ConcurrentHashMap.newKeySet();

    private Inapplicable(String message) {
        super(message);
    }

    /**
     * Prints the reason.
     *
     * @param suite whose test it is
     * @param reason why it means nothing here, such as {@code the target is a file and has no credentials}
     * @return to be thrown
     */
    static Inapplicable in(Object suite, String reason) {
        String message = suite.getClass().getSimpleName() + " skips: " + reason;
        if (PRINTED.add(message)) {
            LOG.info("{}", message);
        }
        return new Inapplicable(message);
    }
}
