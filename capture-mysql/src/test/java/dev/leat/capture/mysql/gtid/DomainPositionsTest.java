package dev.leat.capture.mysql.gtid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DomainPositionsTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "0-1-3", "0-1-3,7-4294967295-9223372036854775807", "4294967295-0-0"})
    void printsWhatItHasRead(String text) {
        assertThat(DomainPositions.parse(text)).hasToString(text);
    }

    @Test
    void sortsByDomain() {
        assertThat(DomainPositions.parse("7-1-3,0-2-4,3-1-1")).hasToString("0-2-4,3-1-1,7-1-3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "0-1",
                "0-1-",
                "0-1-3,",
                ",0-1-3",
                "0-1-3 ",
                "0-1-3,0-2-4",
                "4294967296-1-1",
                "0-1-9223372036854775808",
                "0--1-3",
                "0-1-3;1-1-1",
                "\u0660-1-1",
            })
    void refusesOtherText(String text) {
        assertThatThrownBy(() -> DomainPositions.parse(text)).isInstanceOf(GtidFormatException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0-1-5 | 0-2-5 | true",
                "0-1-5 | 0-1-6 | false",
                "0-1-5 | 1-1-1 | false",
                "0-1-5,1-1-1 | 1-1-1 | true"
            })
    void isBehindNoneOfThose(String positions, String other, boolean contains) {
        assertThat(DomainPositions.parse(positions).contains(DomainPositions.parse(other)))
                .isEqualTo(contains);
    }

    /** T9. */
    @Test
    void behavesLikeAMapByDomain() {
        Random random = new Random(7);
        DomainPositions positions = new DomainPositions();
        Map<Long, String> model = new TreeMap<>();
        for (int i = 0; i < 5_000; i++) {
            long domain = random.nextInt(40);
            long server = random.nextInt(3);
            positions.set(domain, server, i);
            model.put(domain, domain + "-" + server + "-" + i);
            assertThat(positions.contains(domain, i)).isTrue();
            assertThat(positions.contains(domain, i + 1L)).isFalse();
        }

        assertThat(positions).hasToString(model.values().stream().collect(Collectors.joining(",")));
        assertThat(DomainPositions.parse(positions.toString())).isEqualTo(positions);
        DomainPositions copy = positions.copy();
        copy.set(0, 9, 9_999);
        assertThat(copy).isNotEqualTo(positions);
        assertThat(copy.contains(positions)).isTrue();
        assertThat(positions.contains(copy)).isFalse();
    }
}
