package dev.leat.cli;

import java.util.Objects;

/** The main class of the distribution. It knows no command yet but its version. */
public final class Main {
    private Main() {}

    /** Prints the version. */
    public static void main(String[] args) {
        System.out.println("leat "
                + Objects.requireNonNullElse(Main.class.getPackage().getImplementationVersion(), "(not packaged)"));
    }
}
