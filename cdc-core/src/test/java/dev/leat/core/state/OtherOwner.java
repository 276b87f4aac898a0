package dev.leat.core.state;

import dev.leat.api.CdcException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Another process that wants the folder: prints the term that it got, or the kind of its failure. */
final class OtherOwner {
    private OtherOwner() {}

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (FileStateStore store = FileStateStore.open(Path.of(arguments[0]), "shop", "other")) {
            out.println(store.term());
        } catch (CdcException e) {
            out.println(e.kind());
        }
    }
}
