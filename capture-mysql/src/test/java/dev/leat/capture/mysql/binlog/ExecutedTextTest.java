package dev.leat.capture.mysql.binlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.capture.mysql.cursor.Executed;
import dev.leat.capture.mysql.gtid.GtidSet;
import dev.leat.capture.mysql.gtid.GtidSource;
import dev.leat.capture.mysql.log.Place;
import dev.leat.capture.mysql.log.Positioning;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The text of what was executed is written on, not anew, for the next transaction of one source: it has to be the set's all the same. */
final class ExecutedTextTest {
    private static final Place PLACE = new Place("binlog.000007", 1234);

    // M10
    @Test
    void isTheSetsOwnAfterEachTransaction() {
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            List<GtidSource> sources = List.of(
                    new GtidSource(new UUID(random.nextLong(), random.nextLong())),
                    new GtidSource(new UUID(random.nextLong(), random.nextLong())),
                    new GtidSource(new UUID(random.nextLong(), 7), "tag_" + seed));
            GtidSet model = new GtidSet();
            Executed executed = Executed.of(Positioning.GTIDS, "");
            Map<GtidSource, Long> next = new HashMap<>();
            GtidSource source = sources.get(0);
            for (int i = 0; i < 300; i++) {
                if (random.nextInt(8) == 0) {
                    source = sources.get(random.nextInt(sources.size()));
                }
                long number = next.getOrDefault(source, 1L) + (random.nextInt(20) == 0 ? random.nextInt(1, 1000) : 0);
                next.put(source, number + 1);
                model.add(source, number);
                executed.add(gtid(source, number));

                if (random.nextInt(3) > 0) {
                    String text = executed.text(PLACE);
                    assertThat(text).as("seed %d, transaction %d", seed, i).isEqualTo("gtid:" + model);
                    assertThat(new String(executed.bytes(PLACE), 0, executed.length(), StandardCharsets.US_ASCII))
                            .isEqualTo(text);
                }
            }
            assertThat(executed.transactions()).isEqualTo(model.toString());
        }
    }

    @Test
    void isAPlaceWithoutGtids() {
        Executed executed = Executed.of(Positioning.FILES, "");

        assertThat(executed.text(PLACE)).isEqualTo("binlog.000007:1234");
        assertThat(executed.transactions()).isEmpty();
    }

    @Test
    void hasTheLastOfEachDomainOnMariaDb() {
        Executed executed = Executed.of(Positioning.DOMAINS, "0-1-41");
        Gtid gtid = new Gtid();
        gtid.kind = Gtid.Kind.MARIADB;
        gtid.domain = 7;
        gtid.server = 3;
        gtid.number = 9;

        executed.add(gtid);

        assertThat(executed.text(PLACE)).isEqualTo("gtid:0-1-41,7-3-9");
    }

    private static Gtid gtid(GtidSource source, long number) {
        Gtid gtid = new Gtid();
        gtid.kind = Gtid.Kind.MYSQL;
        gtid.uuidHigh = source.uuid().getMostSignificantBits();
        gtid.uuidLow = source.uuid().getLeastSignificantBits();
        gtid.tag = source.tag();
        gtid.number = number;
        return gtid;
    }
}
