package dev.leat.acceptance;

import dev.leat.acceptance.pipeline.LeatProcess;
import java.nio.file.Path;

/** The command lines that the tests use. */
final class Commands {
    private static final String HEAP = "-Xmx64m";

    private Commands() {}

    /** Runs the file until it is stopped. */
    static LeatProcess run(Path folder, String file) {
        return LeatProcess.start(folder, HEAP, "run", file, "--http", "off");
    }

    /** Runs the file until it has caught up. */
    static LeatProcess catchUp(Path folder, String file) {
        return LeatProcess.start(folder, HEAP, "run", file, "--http", "off", "--until", "caught-up");
    }

    /** The same with the plugins of another folder. */
    static LeatProcess catchUpWith(Path plugins, Path folder, String file) {
        return LeatProcess.start(folder, HEAP, "run", file, "--plugins", plugins.toString(), "--until", "caught-up");
    }

    /** Asks for a reseed. */
    static LeatProcess reseed(Path folder, String file) {
        return LeatProcess.start(folder, HEAP, "reseed", file);
    }
}
