package dev.leat.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The main class of the distribution. */
public final class Main {
    private Main() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        System.setOut(err); // stdout is data: what a library prints is not
        Console console = new Console(out, err, Boolean.getBoolean("leat.terminal"));
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> console.failure("", failure));
        int exitCode = new LeatCommand(console, System.getenv()).execute(args);
        out.flush();
        System.exit(exitCode);
    }
}
