package dev.leat.sink.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Position;
import dev.leat.api.capture.SourceIdentity;
import dev.leat.api.schema.TableId;
import dev.leat.api.sink.Marks;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredStateTest {
    private static final Marks MARKS = new Marks(
            2,
            5,
            new SourceIdentity("7301/shop", "1"),
            new Position(-3, "FFFFFFFF/FFFFFFFD"),
            Set.of(new TableId("public", "a.b"), new TableId("public.a", "b")),
            -1);

    @Test
    void marksComeBackAsTheyWere() {
        assertThat(StoredMarks.decode(StoredMarks.encode(MARKS))).isEqualTo(MARKS);
    }

    @Test
    void theLastSequenceCanBeRead() {
        assertThat(new String(StoredMarks.encode(MARKS), UTF_8)).contains("\"sequence\":18446744073709551613,");
    }

    @Test
    void knowsAnOlderPlaceByEpochAndUnsignedSequence() {
        byte[] stored = StoredMarks.encode(MARKS);

        assertThat(new StoredMarks.Place(5, -3).isAtMost(stored)).isTrue();
        assertThat(new StoredMarks.Place(5, Long.MAX_VALUE).isAtMost(stored)).isTrue();
        assertThat(new StoredMarks.Place(4, -1).isAtMost(stored)).isTrue();
        assertThat(new StoredMarks.Place(5, -2).isAtMost(stored)).isFalse();
        assertThat(new StoredMarks.Place(6, 0).isAtMost(stored)).isFalse();
        assertThat(new StoredMarks.Place(0, 0).isAtMost(null)).isFalse();
    }

    @Test
    void seedStatesComeBackAsTheyWere() {
        TableRecord partial = new TableRecord(3, true, "products:{id}", "{\"upper\":\"7\"}", null);
        TableRecord seeded = partial.seeded(new SourceIdentity("7301/shop", "1"));

        assertThat(TableRecord.decode(partial.encode())).isEqualTo(partial);
        assertThat(TableRecord.decode(seeded.encode())).isEqualTo(seeded);
        assertThat(seeded.isSeeded()).isTrue();
    }

    // E4, P15: damaged state is never read as absent.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "7",
                "{}",
                "{\"format\":2,\"state\":\"seeded\",\"generation\":1,\"keys\":\"\",\"system\":\"\",\"history\":\"\"}",
                "{\"format\":1,\"state\":\"other\",\"generation\":1,\"keys\":\"\"}",
                "{\"format\":1,\"state\":\"seeded\",\"generation\":1,\"keys\":\"\",\"system\":\"\"}",
                "{\"format\":1,\"state\":\"partial\",\"generation\":\"x\",\"keys\":\"\"}",
                "{\"format\":1,\"state\":\"partial\",\"generation\":99999999999,\"keys\":\"\"}",
                "{\"format\":1,\"state\":\"partial\",\"generation\":1,\"keys\":{}}"
            })
    void damagedOrNewerStateIsRefused(String json) {
        byte[] stored = json.getBytes(UTF_8);

        for (Runnable read : new Runnable[] {() -> TableRecord.decode(stored), () -> StoredMarks.decode(stored)}) {
            assertThatThrownBy(read::run)
                    .isInstanceOfSatisfying(
                            CdcException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.SETUP));
        }
    }

    // P15
    @Test
    void aCutAtEveryByteIsRefused() {
        byte[] whole = StoredMarks.encode(MARKS);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> StoredMarks.decode(cut)).isInstanceOf(CdcException.class);
        }
    }
}
