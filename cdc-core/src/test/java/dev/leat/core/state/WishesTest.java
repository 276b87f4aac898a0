package dev.leat.core.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import dev.leat.api.schema.TableId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

// P12
final class WishesTest {
    private static final TableId USERS = new TableId("public", "users");
    private static final TableId ODD = new TableId("a.b", "\"c\" ü");
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00.123456Z");

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

    @Test
    void keepsAReseedUntilItWasActedOn() {
        assertThat(new Wishes(store).reseed()).isEmpty();

        new Wishes(store).requestReseed(TableScope.of(Set.of(USERS)));
        new Wishes(store).requestReseed(TableScope.of(Set.of(ODD)));
        close();
        open();

        assertThat(new Wishes(store).reseed()).contains(TableScope.of(Set.of(USERS, ODD)));
        new Wishes(store).clear();
        assertThat(new Wishes(store).reseed()).isEmpty();
    }

    @Test
    void widensAReseedToAllTables() {
        Wishes wishes = new Wishes(store);
        wishes.requestReseed(TableScope.ALL);
        wishes.requestReseed(TableScope.of(Set.of(USERS)));

        assertThat(wishes.reseed()).contains(TableScope.ALL);
    }

    @Test
    void keepsAGapOverRestartsUntilItsTablesAreSeededAgain() {
        GapRecord gap = new GapRecord(TableScope.of(Set.of(USERS, ODD)), "0/10..0/20", "slot leat_shop is gone", NOON);
        new Gaps(store).add(gap);
        new Gaps(store).add(new GapRecord(gap.tables(), gap.range(), "seen again", NOON.plusSeconds(1)));
        close();
        open();

        Gaps gaps = new Gaps(store);
        assertThat(gaps.open()).containsExactly(gap);
        gaps.clear(TableScope.of(Set.of(ODD)));
        assertThat(gaps.open())
                .containsExactly(new GapRecord(TableScope.of(Set.of(USERS)), gap.range(), gap.message(), NOON));
        gaps.clear(TableScope.of(Set.of(USERS)));
        assertThat(gaps.open()).isEmpty();
    }

    @Test
    void clearsAGapOfAllTablesOnlyByAll() {
        Gaps gaps = new Gaps(store);
        gaps.add(new GapRecord(TableScope.ALL, "", "the timeline changed", NOON));

        gaps.clear(TableScope.of(Set.of(USERS)));
        assertThat(gaps.open()).hasSize(1);
        gaps.clear(TableScope.ALL);
        assertThat(gaps.open()).isEmpty();
    }

    @Test
    void refusesAFormOfAnotherRelease() {
        store.write("gaps", "{\"gaps\":[{\"range\":7}]}".getBytes(StandardCharsets.UTF_8));
        store.write("wishes", "{\"pause\":true}".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> new Gaps(store).open())
                .isInstanceOf(CdcException.class)
                .hasMessageStartingWith("the state value gaps has a form that this program does not know");
        assertThatThrownBy(() -> new Wishes(store).reseed()).isInstanceOf(CdcException.class);
    }
}
