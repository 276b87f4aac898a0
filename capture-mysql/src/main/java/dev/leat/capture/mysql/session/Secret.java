package dev.leat.capture.mysql.session;

/** A password: shown by {@link #reveal} alone. */
public final class Secret {

    private final String value;

    public Secret(String value) {
        this.value = value;
    }

    public String reveal() {
        return value;
    }

    @Override
    public String toString() {
        return "***";
    }
}
