package dev.leat.core.config;

/** A value that breaks a rule, with a message for values that may be shown and one for values that may not. */
final class InvalidValue extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String rule;

    /**
     * @param rule what is wrong, without any part of the value
     * @param advice what follows it when the value may be shown
     */
    InvalidValue(String rule, String advice) {
        super(rule + advice);
        this.rule = rule;
    }

    /** What may be said about a value that came in by a reference. */
    static String ruleOf(IllegalArgumentException e) {
        return e instanceof InvalidValue invalid ? invalid.rule : String.valueOf(e.getMessage());
    }
}
