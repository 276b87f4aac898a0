package dev.leat.core.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.ChangeCursor;
import dev.leat.api.change.RowKey;
import dev.leat.api.sink.RejectedChange;
import dev.leat.core.engine.decision.Retry;
import dev.leat.core.state.FileStateStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

// P11, W12
final class FileDeadLettersTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final String LIST = "leat dead-letters list shop.yaml";
    private static final DeadLetters.SinkRef KEYED = new DeadLetters.SinkRef("cache", 1, true);
    private static final DeadLetters.SinkRef APPENDS = new DeadLetters.SinkRef("cache", 0, false);

    private final LetterRows rows = new LetterRows();

    @TempDir
    private Path root;

    private FileStateStore store;

    @BeforeEach
    void open() {
        store = FileStateStore.open(root, "shop", "me");
    }

    @AfterEach
    void close() {
        store.close();
    }

    private FileDeadLetters letters() {
        return new FileDeadLetters(store, InstantSource.fixed(NOON), LIST);
    }

    private static List<RejectedChange> refused(int... indexes) {
        List<RejectedChange> refused = new ArrayList<>();
        for (int index : indexes) {
            refused.add(new RejectedChange(index, "WRONGTYPE"));
        }
        return refused;
    }

    @Test
    void keepsWhatWasRefusedWithItsReasonAndItsChange() {
        letters().add("cache", 3, rows.updates(100, "a", "b", "c"), refused(1));
        close();
        open();

        assertThat(letters().letters()).singleElement().satisfies(letter -> {
            assertThat(letter.id()).isEqualTo(1);
            assertThat(letter.sink()).isEqualTo("cache");
            assertThat(letter.table()).isEqualTo(rows.schema().table());
            assertThat(letter.operation()).isEqualTo("update");
            assertThat(letter.key()).isEqualTo("1");
            assertThat(letter.reason()).isEqualTo("WRONGTYPE");
            assertThat(letter.place()).isEqualTo(new DeadLetter.Place(3, 100, 1));
            assertThat(letter.attempts()).isEqualTo(1);
            assertThat(letter.first()).isEqualTo(NOON);
            assertThat(letter.json())
                    .startsWith("{\"op\":\"update\",\"table\":\"public.products\",\"key\":{\"id\":1},")
                    .contains("\"after\":{\"id\":1,\"name\":\"b\"}");
            assertThat(letter.toString()).doesNotContain("\"b\"");
        });
    }

    // What is delivered again after a crash is no other letter.
    @Test
    void countsAChangeThatIsRefusedAgainAsAnotherAttempt() {
        letters().add("cache", 3, rows.updates(100, "a", "b"), refused(0, 1));
        letters().add("cache", 3, rows.updates(100, "a", "b"), refused(1));
        letters().add("cache", 3, rows.updates(200, "a", "b"), refused(1));

        assertThat(letters().letters()).extracting(DeadLetter::attempts).containsExactly(1, 2, 1);
    }

    @Test
    void countsARowThatWasReadAgainAsTheLettersOfItsKey() {
        letters().add("cache", 3, rows.updates(100, "a", "b"), refused(0, 1));
        letters().requestRetry(List.of(1L, 2L));
        letters().add("cache", 3, rows.reads(300, "z"), refused(0));

        assertThat(letters().letters()).extracting(DeadLetter::attempts).containsExactly(2, 1);
        assertThat(letters().letters()).extracting(DeadLetter::retry).containsExactly(false, true);
    }

    @Test
    void offersWhatIsWishedForByItsKeyOrAsTheChangeItself() {
        letters().add("cache", 3, rows.updates(100, "a", "b", "c"), refused(0, 2));
        letters().requestRetry(List.of(2L));

        DeadLetters.Wished keyed = letters().wished(KEYED, List.of(rows.schema()));
        DeadLetters.Wished itself = letters().wished(APPENDS, List.of(rows.schema()));

        ChangeCursor third = rows.updates(100, "a", "b", "c").cursor();
        third.seek(2);
        assertThat(keyed.retries()).containsExactly(new Retry(2, 1, RowKey.of(third.key()), null));
        ChangeBatch change = Objects.requireNonNull(itself.retries().get(0).change());
        ChangeCursor again = change.cursor();
        again.seek(0);
        assertThat(again.operation()).isEqualTo(third.operation());
        assertThat(again.sequence()).isEqualTo(100);
        assertThat(again.ordinal()).isEqualTo(2);
        assertThat(RowKey.of(again.key())).isEqualTo(RowKey.of(third.key()));
        assertThat(again.after().isNull(1)).isFalse();
        assertThat(again.after().length(1)).isEqualTo(1);
    }

    @Test
    void leavesLettersOfTablesThatAreNotLedOrHaveOtherColumns() {
        letters().add("cache", 3, rows.updates(100, "a"), refused(0));
        letters().requestRetry(List.of(1L));

        assertThat(letters().wished(KEYED, List.of())).isEqualTo(new DeadLetters.Wished(List.of(), 1));
        assertThat(letters().wished(APPENDS, List.of(rows.otherColumns())))
                .isEqualTo(new DeadLetters.Wished(List.of(), 1));
        assertThat(letters().wished(KEYED, List.of(rows.otherColumns())).retries())
                .as("the key's columns are the same")
                .hasSize(1);
    }

    @Test
    void forgetsWhatIsSettledAndItsFile() throws IOException {
        letters().add("cache", 3, rows.updates(100, "a", "b"), refused(0, 1));
        letters().remove(List.of(1L));
        assertThat(letters().letters()).extracting(DeadLetter::id).containsExactly(2L);

        letters().remove(List.of(2L, 77L));

        assertThat(letters().count()).isZero();
        assertThat(files()).isEmpty();
    }

    // the files have values of rows
    @Test
    void letsNobodyElseReadThem() throws IOException {
        letters().add("cache", 3, rows.updates(100, "a"), refused(0));

        assertThat(files())
                .hasSize(1)
                .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------"));
    }

    @Test
    void refusesMoreThanThereIsRoomForWithARemedy() {
        FileDeadLetters two = new FileDeadLetters(store, InstantSource.fixed(NOON), LIST, 2, 1 << 20);
        two.add("cache", 3, rows.updates(100, "a", "b"), refused(0, 1));

        assertThatThrownBy(() -> two.add("cache", 3, rows.updates(200, "a"), refused(0)))
                .isInstanceOfSatisfying(
                        CdcException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.REJECTED))
                .hasMessageContaining("sink cache")
                .hasMessageContaining(LIST);

        FileDeadLetters small = new FileDeadLetters(store, InstantSource.fixed(NOON), LIST, 100, 1000);
        assertThatThrownBy(() -> small.add("cache", 3, rows.updates(300, "a"), refused(0)))
                .isInstanceOf(CdcException.class)
                .hasMessageContaining(LIST);
        assertThat(letters().count()).isEqualTo(2);
    }

    @Test
    void saysWhatCantBeWrittenAndKeepsWhatItHas() throws IOException {
        letters().add("cache", 3, rows.updates(100, "a"), refused(0));
        Files.createDirectories(root.resolve("shop/dead-letters-00000002.value.tmp/in-the-way"));

        assertThatThrownBy(() -> letters().add("cache", 3, rows.updates(200, "a"), refused(0)))
                .isInstanceOfSatisfying(
                        CdcException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.SETUP))
                .hasMessageContaining("can't write the state file")
                .hasMessageContaining("df -h");
        assertThat(letters().count()).isEqualTo(1);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> found = Files.list(root.resolve("shop"))) {
            return found.filter(file -> file.getFileName().toString().startsWith("dead-letters"))
                    .toList();
        }
    }
}
