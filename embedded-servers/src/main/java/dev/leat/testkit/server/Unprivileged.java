package dev.leat.testkit.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How to run a program that refuses to run as root, which PostgreSQL does. As root, preferably in a user namespace of its
 * own, where the same user has another number; where those are forbidden, as the user nobody.
 */
final class Unprivileged {
    private static final int NOBODY = 65534;
    private static final List<String> USER_NAMESPACE = List.of("unshare", "-U");
    private static final List<String> AS_NOBODY =
            List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");

    private final List<String> prefix;
    private final boolean givesFilesAway;

    private Unprivileged(List<String> prefix, boolean givesFilesAway) {
        this.prefix = prefix;
        this.givesFilesAway = givesFilesAway;
    }

    static Unprivileged user() {
        if (!succeeds(List.of("sh", "-c", "test \"$(id -u)\" = 0"))) {
            return new Unprivileged(List.of(), false);
        }
        Unprivileged inNamespace = new Unprivileged(USER_NAMESPACE, false);
        return inNamespace.works() ? inNamespace : nobody();
    }

    /** Needs root. */
    static Unprivileged nobody() {
        Unprivileged nobody = new Unprivileged(AS_NOBODY, true);
        if (!nobody.works()) {
            throw UnavailableServer.because(
                    "PostgreSQL does not run as root, and neither `unshare -U` nor `setpriv` gives another user here: "
                            + "run the tests as an ordinary user",
                    null);
        }
        return nobody;
    }

    List<String> command(List<String> program) {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(program);
        return command;
    }

    /** Makes a file or an empty folder the program's own. */
    void own(Path path) {
        if (givesFilesAway) {
            try {
                Files.setAttribute(path, "unix:uid", NOBODY);
                Files.setAttribute(path, "unix:gid", NOBODY);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot change the owner of " + path, e);
            }
        }
    }

    private boolean works() {
        return succeeds(command(List.of("sh", "-c", "test \"$(id -u)\" != 0")));
    }

    private static boolean succeeds(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) { // no such program
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
