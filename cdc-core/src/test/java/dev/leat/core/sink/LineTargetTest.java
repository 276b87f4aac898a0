package dev.leat.core.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Finding;
import dev.leat.api.Position;
import dev.leat.api.capture.SourceIdentity;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeSlice;
import dev.leat.api.sink.Marks;
import dev.leat.api.sink.SinkWriter;
import dev.leat.api.sink.WriteReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LineTargetTest {
    private static final Marks MARKS =
            new Marks(0, 1, new SourceIdentity("7349/shop", "1"), new Position(1, "0/1"), Set.of(), 0);

    @TempDir
    private Path folder;

    @Test
    void printsEachChangeOfASliceAsALineAndFlushes() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        FlushCountingStream stream = new FlushCountingStream(printed);
        ChangeBatch batch = Products.inserts(7, 8, 9);

        try (SinkWriter writer = new LineTarget(new StreamOutput(stream)).openWriter()) {
            WriteReport report = writer.write(new ChangeSlice(batch, new int[] {0, 2}, 0, 2), MARKS);

            assertThat(report).isEqualTo(WriteReport.COMPLETE);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEqualTo(Products.line(7, 0) + Products.line(9, 2));
        assertThat(stream.writes).isEqualTo(1);
        assertThat(stream.flushes).isEqualTo(1);
    }

    @Test
    void stopsWhenNobodyReadsStandardOutputAnyMore() {
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };

        for (OutputStream stream : List.of(broken, new PrintStream(broken, false, StandardCharsets.UTF_8))) {
            try (SinkWriter writer = new LineTarget(new StreamOutput(stream)).openWriter()) {
                assertThatThrownBy(() -> writer.write(Products.inserts(1).all(), MARKS))
                        .isInstanceOfSatisfying(
                                CdcException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.SETUP));
            }
        }
    }

    @Test
    void appendsToAFileOverRestarts() throws IOException {
        Path path = folder.resolve("changes.jsonl");

        write(path, 1);
        write(path, 2);

        assertThat(path).hasContent((Products.line(1, 0) + Products.line(2, 0)).stripTrailing());
    }

    @Test
    void neverMixesTheLinesOfTwoLanes() throws Exception {
        Path path = folder.resolve("changes.jsonl");
        LineTarget target = new LineTarget(new FileOutput(path));
        target.open();
        List<Thread> lanes = new ArrayList<>();
        for (int lane = 0; lane < 4; lane++) {
            long[] ids = new long[50];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = lane * 1000L + i;
            }
            Thread thread = new Thread(() -> {
                try (SinkWriter writer = target.openWriter()) {
                    for (long id : ids) {
                        writer.write(Products.inserts(id, id + 100).all(), MARKS);
                    }
                }
            });
            lanes.add(thread);
            thread.start();
        }
        for (Thread lane : lanes) {
            lane.join();
        }
        target.close();

        Set<String> expected = new TreeSet<>();
        for (int lane = 0; lane < 4; lane++) {
            for (int i = 0; i < 50; i++) {
                expected.add(Products.line(lane * 1000L + i, 0).stripTrailing());
                expected.add(Products.line(lane * 1000L + i + 100, 1).stripTrailing());
            }
        }
        assertThat(Files.readAllLines(path)).hasSize(400).containsExactlyInAnyOrderElementsOf(expected);
    }

    // P13, E2
    @Test
    void cutsOffWhatACrashLeftBehindTheLastLine() throws IOException {
        Path path = folder.resolve("changes.jsonl");
        String torn = Products.line(2, 0);
        for (int length = 1; length < torn.length(); length++) {
            Files.writeString(path, Products.line(1, 0) + torn.substring(0, length));

            write(path, 3);

            assertThat(Files.readString(path)).isEqualTo(Products.line(1, 0) + Products.line(3, 0));
        }
        Files.writeString(path, "{\"op\":\"ins" + "x".repeat(200_000));
        write(path, 3);
        assertThat(Files.readString(path)).isEqualTo(Products.line(3, 0));
    }

    @Test
    void leavesAFileAloneThatIsNotItsOwn() throws IOException {
        Path path = Files.writeString(folder.resolve("notes.txt"), "buy milk\nand bread");

        assertThatThrownBy(() -> write(path, 1))
                .isInstanceOfSatisfying(
                        CdcException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.SETUP))
                .hasMessageContaining(path + " does not end with a line feed");
        assertThat(path).hasContent("buy milk\nand bread");
    }

    @Test
    void refusesAPathThatAnotherSinkWrites() {
        Path path = folder.resolve("changes.jsonl");
        LineTarget first = new LineTarget(new FileOutput(path));
        first.open();

        assertThatThrownBy(() -> write(path, 1))
                .isInstanceOf(CdcException.class)
                .hasMessage(path + " is written by another sink; give each file sink a path of its own");
        first.close();
        write(path, 1);
        assertThat(path).hasContent(Products.line(1, 0).stripTrailing());
    }

    @Test
    void namesTheFolderThatIsMissing() {
        Path path = folder.resolve("none/changes.jsonl");

        assertThatThrownBy(() -> write(path, 1))
                .isInstanceOf(CdcException.class)
                .hasMessageContaining("mkdir -p '" + folder.resolve("none") + "'");
        assertThat(new FileOutput(path).check())
                .extracting(Finding::remedy)
                .containsExactly("mkdir -p '" + folder.resolve("none") + "'");
        assertThat(new FileOutput(folder.resolve("changes.jsonl")).check()).isEmpty();
    }

    @Test
    void refusesWhatIsNoRegularFile() {
        assertThatThrownBy(() -> write(folder, 1))
                .isInstanceOf(CdcException.class)
                .hasMessageContaining("is no regular file");
    }

    private static void write(Path path, long id) {
        LineTarget target = new LineTarget(new FileOutput(path));
        try (SinkWriter writer = target.openWriter()) {
            target.open();
            writer.write(Products.inserts(id).all(), MARKS);
        } finally {
            target.close();
        }
    }

    /** A stream that knows how often it was written to and flushed. */
    private static final class FlushCountingStream extends OutputStream {
        private final OutputStream out;
        private int writes;
        private int flushes;

        FlushCountingStream(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            writes++;
            out.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            writes++;
            out.write(bytes, offset, length);
        }

        @Override
        public void flush() {
            flushes++;
        }
    }
}
