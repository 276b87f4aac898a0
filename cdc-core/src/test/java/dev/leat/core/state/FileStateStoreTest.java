package dev.leat.core.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

// P15, E4, D17
final class FileStateStoreTest {
    private static final byte[] VALUE = bytes("0/16B3748");

    @TempDir
    private Path root;

    @Test
    void returnsWhatWasWrittenLastAfterItWasOpenedAgain() {
        try (FileStateStore store = open()) {
            assertThat(store.read("cursor")).isEmpty();
            store.write("cursor", bytes("older"));
            store.write("cursor", VALUE);
            store.write("empty", new byte[0]);
        }

        try (FileStateStore store = open()) {
            assertThat(store.read("cursor")).contains(VALUE);
            assertThat(store.read("empty")).contains(new byte[0]);
            store.delete("cursor");
            store.delete("cursor");
            assertThat(store.read("cursor")).isEmpty();
        }
    }

    @Test
    void refusesAValueWithAnyBitOfItFlipped() throws IOException {
        try (FileStateStore store = open()) {
            store.write("cursor", VALUE);
            byte[] good = Files.readAllBytes(file("cursor"));
            for (int bit = 0; bit < 8 * good.length; bit++) {
                byte[] flipped = good.clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                Files.write(file("cursor"), flipped);

                assertRefused(() -> store.read("cursor"));
            }
        }
    }

    @Test
    void refusesAValueCutAtAnyLengthOrLengthened() throws IOException {
        try (FileStateStore store = open()) {
            store.write("cursor", VALUE);
            byte[] good = Files.readAllBytes(file("cursor"));
            for (int length = 0; length < good.length; length++) {
                Files.write(file("cursor"), Arrays.copyOf(good, length));

                assertRefused(() -> store.read("cursor"));
            }
            Files.write(file("cursor"), Arrays.copyOf(good, good.length + 1));
            assertRefused(() -> store.read("cursor"));
        }
    }

    @Test
    void refusesToReplaceADamagedValue() throws IOException {
        try (FileStateStore store = open()) {
            store.write("cursor", VALUE);
        }
        Files.write(file("cursor"), new byte[0]);

        try (FileStateStore store = open()) {
            assertRefused(() -> store.write("cursor", VALUE));
            assertThatThrownBy(() -> store.read("cursor"))
                    .hasMessageContaining(file("cursor") + " is empty")
                    .hasMessageContaining("mv '" + folder() + "' '" + folder() + ".damaged'");
        }
    }

    @Test
    void refusesAValueOfANewerFormatAndSaysSo() throws IOException {
        try (FileStateStore store = open()) {
            store.write("cursor", VALUE);
            byte[] newer = Files.readAllBytes(file("cursor"));
            newer[9] = 2;
            Files.write(file("cursor"), newer);

            assertThatThrownBy(() -> store.read("cursor"))
                    .hasMessage("state file " + file("cursor") + " has format 2, this program reads up to 1; run the"
                            + " release that wrote it, or a later one");
        }
    }

    @Test
    void refusesAFileThatWasCopiedOverAnotherValue() throws IOException {
        try (FileStateStore store = open()) {
            store.write("cursor", VALUE);
            store.write("marks", VALUE);
            Files.write(file("marks"), Files.readAllBytes(file("cursor")));

            assertRefused(() -> store.read("marks"));
        }
    }

    @Test
    void refusesToOpenWithADamagedTerm() throws IOException {
        open().close();
        Files.write(folder().resolve("term"), new byte[0]);

        assertRefused(this::open);
        assertRefused(this::open);
    }

    @Test
    void keepsTheOldValueWhenACrashLeftATemporaryFile() throws IOException {
        try (FileStateStore store = open()) {
            store.write("cursor", VALUE);
        }
        Files.writeString(folder().resolve("cursor.value.tmp"), "half of a new val");

        try (FileStateStore store = open()) {
            assertThat(store.read("cursor")).contains(VALUE);
            store.write("cursor", bytes("newer"));
            assertThat(store.read("cursor")).contains(bytes("newer"));
        }
    }

    @Test
    void forcesTheFileBeforeTheRenameAndTheFolderAfterIt() {
        StringBuilder calls = new StringBuilder();
        Disk recording = new Disk() {
            @Override
            public void force(FileChannel channel) {
                calls.append(Files.exists(file("cursor")) ? "file-late " : "file ");
            }

            @Override
            public void forceFolder(Path forced) {
                calls.append(Files.exists(file("cursor")) ? "folder" : "");
            }
        };
        try (FileStateStore store = FileStateStore.open(root, "shop", "me", recording)) {
            calls.setLength(0);
            store.write("cursor", VALUE);
        }

        assertThat(calls).hasToString("file folder");
    }

    @Test
    void takesNoWriteAfterASyncFailed() {
        FailingDisk disk = new FailingDisk();
        try (FileStateStore store = FileStateStore.open(root, "shop", "me", disk)) {
            store.write("cursor", VALUE);
            disk.failing = true;
            assertThatThrownBy(() -> store.write("cursor", bytes("newer")))
                    .isInstanceOf(CdcException.class)
                    .hasMessageContaining("the disk reports a failed sync");
            disk.failing = false;

            assertThatThrownBy(() -> store.write("cursor", bytes("newest")))
                    .isInstanceOfSatisfying(
                            CdcException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.SETUP))
                    .hasMessageContaining("takes no writes since a sync failed");
            assertThatThrownBy(() -> store.delete("cursor")).isInstanceOf(CdcException.class);
            assertThat(store.read("cursor")).contains(VALUE);
        }
    }

    // P16
    @Test
    void refusesASecondOwnerInThisProcessAndKeepsTheFirst() throws IOException {
        try (FileStateStore first = open()) {
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(this::open)
                        .isInstanceOfSatisfying(
                                CdcException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.FENCED))
                        .hasMessageContaining("is in use by pid 1 on host mill");
            }
            first.write("cursor", VALUE);
            assertThat(ownerInAnotherProcess()).isEqualTo("FENCED");
        }
        assertThat(ownerInAnotherProcess()).isEqualTo("2");
    }

    @Test
    void raisesTheTermWithEachOwner() {
        for (int i = 1; i <= 3; i++) {
            try (FileStateStore store = open()) {
                assertThat(store.term()).isEqualTo(i);
            }
        }
    }

    // P16: an owner whose lock was lost
    @Test
    void refusesWritesOfAnOwnerThatWasReplaced() throws IOException {
        try (FileStateStore store = open()) {
            store.write("cursor", VALUE);
            Files.write(folder().resolve("term"), StateFormat.encode("term", store.term() + 1, new byte[0]));

            CdcException thrown = catchThrowableOfType(CdcException.class, () -> store.write("cursor", VALUE));
            assertThat(thrown.kind()).isEqualTo(ErrorKind.FENCED);
            assertThatThrownBy(() -> store.delete("cursor")).isInstanceOf(CdcException.class);
        }
    }

    @Test
    void remembersItsSource() {
        try (FileStateStore store = open()) {
            assertThat(store.source()).isEmpty();
            store.bind("7349/shop");
        }
        try (FileStateStore store = open()) {
            assertThat(store.source()).contains("7349/shop");
            store.bind("8000/shop");
            assertThat(store.source()).contains("8000/shop");
        }
    }

    @Test
    void readsBesideTheOwnerAndWritesNothing() {
        assertThat(FileStateStore.openForReading(root, "shop")).isEmpty();
        try (FileStateStore owner = open()) {
            owner.write("cursor", VALUE);
            try (FileStateStore reader =
                    FileStateStore.openForReading(root, "shop").orElseThrow()) {
                assertThat(reader.read("cursor")).contains(VALUE);
                assertThatThrownBy(() -> reader.write("cursor", VALUE)).isInstanceOf(IllegalStateException.class);
            }
            assertThatThrownBy(this::open).isInstanceOf(CdcException.class);
        }
    }

    @Test
    void keepsFilesToItsOwner() throws IOException {
        try (FileStateStore store = open()) {
            store.write("cursor", VALUE);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder())))
                    .isEqualTo("rwx------");
            try (Stream<Path> files = Files.list(folder())) {
                assertThat(files.toList())
                        .hasSizeGreaterThan(3)
                        .allSatisfy(
                                file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                                        .isEqualTo("rw-------"));
            }
        }
    }

    @Test
    void refusesAFolderThatIsOpenToOthers() throws IOException {
        open().close();
        Files.setPosixFilePermissions(folder(), PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThatThrownBy(this::open)
                .isInstanceOf(CdcException.class)
                .hasMessage(
                        "the state folder " + folder() + " is open to other users; run: chmod 700 '" + folder() + "'");
    }

    @Test
    void followsNoSymbolicLink() throws IOException {
        Path elsewhere = Files.createDirectory(root.resolve("elsewhere"));
        Files.createSymbolicLink(folder(), elsewhere);
        assertRefused(this::open);
        Files.delete(folder());

        try (FileStateStore store = open()) {
            store.write("marks", VALUE);
            store.write("cursor", VALUE);
            Path moved = Files.move(file("cursor"), elsewhere.resolve("cursor.value"));
            Files.createSymbolicLink(file("cursor"), moved);
            Path target = Files.writeString(elsewhere.resolve("target"), "untouched");
            Files.createSymbolicLink(folder().resolve("marks.value.tmp"), target);

            assertRefused(() -> store.read("cursor"));
            store.write("marks", bytes("newer"));
            assertThat(store.read("marks")).contains(bytes("newer"));
            assertThat(target).hasContent("untouched");
        }
    }

    @Test
    void refusesNamesThatLeadOutOfTheFolder() {
        assertThatThrownBy(() -> FileStateStore.open(root, "../shop", "me"))
                .isInstanceOf(IllegalArgumentException.class);
        try (FileStateStore store = open()) {
            assertThatThrownBy(() -> store.write("../x", VALUE)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> store.read("a/b")).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void servesManyPipelinesInOneFolder() {
        try (FileStateStore shop = open();
                FileStateStore other = FileStateStore.open(root, "other", "me")) {
            shop.write("cursor", VALUE);

            assertThat(other.read("cursor")).isEmpty();
        }
    }

    private static void assertRefused(ThrowingCallable call) {
        CdcException thrown = catchThrowableOfType(CdcException.class, call);
        assertThat(thrown).isNotNull();
        assertThat(thrown.kind()).isEqualTo(ErrorKind.SETUP);
    }

    private String ownerInAnotherProcess() throws IOException {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        OtherOwner.class.getName(),
                        root.toString())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            return String.valueOf(out.readLine());
        }
    }

    private FileStateStore open() {
        return FileStateStore.open(root, "shop", "pid 1 on host mill");
    }

    private Path folder() {
        return root.resolve("shop");
    }

    private Path file(String name) {
        return folder().resolve(name + ".value");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A disk whose syncs fail while it is told so. */
    private static final class FailingDisk implements Disk {
        private boolean failing;

        @Override
        public void force(FileChannel channel) throws IOException {
            if (failing) {
                throw new IOException("Input/output error");
            }
        }

        @Override
        public void forceFolder(Path folder) {}
    }
}
