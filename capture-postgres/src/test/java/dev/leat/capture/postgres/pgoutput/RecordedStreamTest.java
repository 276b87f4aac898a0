package dev.leat.capture.postgres.pgoutput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.DecodeException;
import dev.leat.capture.postgres.value.TypeResolver;
import dev.leat.capture.postgres.value.WireSchemas;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams of every supported version, recorded from the scenario by {@link ScenarioIT}. */
class RecordedStreamTest {
    @ParameterizedTest
    @ValueSource(ints = {14, 15, 16, 17, 18})
    void everyVersionsStreamIsDecoded(int major) throws IOException {
        List<byte[]> messages = Recording.read(major);

        assertThat(Scenario.describe(MessageFeed.decode(messages, decoder())))
                .containsExactlyElementsOf(new Scenario().changes());
    }

    /** T1 */
    @ParameterizedTest
    @ValueSource(ints = {14, 18})
    void aMessageCutAnywhereIsRefused(int major) throws IOException {
        List<byte[]> messages = Recording.read(major);
        Random random = new Random(major);
        for (int i = 0; i < messages.size(); i++) {
            byte[] whole = messages.get(i);
            byte[] cut = new byte[random.nextInt(whole.length)];
            System.arraycopy(whole, 0, cut, 0, cut.length);
            List<byte[]> upToTheCut = new ArrayList<>(messages.subList(0, i));
            upToTheCut.add(cut);

            assertThatThrownBy(() -> MessageFeed.decode(upToTheCut, decoder())).isInstanceOf(DecodeException.class);
        }
    }

    private static PgOutputDecoder decoder() {
        return new PgOutputDecoder(new RelationCache(new WireSchemas(new TypeResolver(oid -> Optional.empty()))));
    }
}
