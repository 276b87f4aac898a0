package dev.leat.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code leat demo}. */
@Command(name = "demo", description = "Shows a pipeline at work.", usageHelpAutoWidth = true)
final class DemoCommand implements Callable<Integer> {
    private final LeatCommand leat;

    DemoCommand(LeatCommand leat) {
        this.leat = leat;
    }

    @Override
    public Integer call() {
        leat.console().error("not yet");
        return ExitCodes.FAILED;
    }
}
