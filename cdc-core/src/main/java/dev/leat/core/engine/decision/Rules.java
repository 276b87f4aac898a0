package dev.leat.core.engine.decision;

import java.util.EnumSet;
import java.util.Set;

/** Which rules are in force: all of them, except in tests that show that breaking one is noticed. */
public final class Rules {
    private static final Rules ALL = new Rules(EnumSet.noneOf(Rule.class));

    private final Set<Rule> broken;

    private Rules(Set<Rule> broken) {
        this.broken = broken;
    }

    /** Every rule. */
    public static Rules all() {
        return ALL;
    }

    /**
     * All rules but one. For tests only.
     *
     * @throws IllegalStateException where assertions are disabled, as they are in production
     */
    public static Rules without(Rule rule) {
        if (!Rules.class.desiredAssertionStatus()) {
            throw new IllegalStateException("rules can only be switched off where assertions are enabled");
        }
        return new Rules(EnumSet.of(rule));
    }

    /** Whether the rule is in force. */
    public boolean holds(Rule rule) {
        return !broken.contains(rule);
    }
}
