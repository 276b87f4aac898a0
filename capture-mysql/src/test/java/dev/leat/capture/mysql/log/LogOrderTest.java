package dev.leat.capture.mysql.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.api.CdcException;
import org.junit.jupiter.api.Test;

final class LogOrderTest {
    private static final long GIB = 1L << 30;

    private final LogOrder order = new LogOrder(7, 0);

    @Test
    void numbersRiseWithPlacesOverFiles() {
        assertThat(order.at(new Place("binlog.000007", 4))).isZero();
        assertThat(order.at(new Place("binlog.000007", 1000))).isEqualTo(1000 / 32);
        assertThat(order.at(new Place("binlog.000008", 4)))
                .isGreaterThan(order.at(new Place("binlog.000007", 6 * GIB)));
        assertThat(order.at(new Place("binlog.1000008", 4))).isLessThan(1L << 46);
    }

    /** Between two there is a number for rows that are read there. */
    @Test
    void theShortestTransactionsHaveNumbersOfTheirOwn() {
        long first = order.ofTransaction(new Place("binlog.000007", 157));
        long second = order.ofTransaction(new Place("binlog.000007", 157 + 64));

        assertThat(order.at(new Place("binlog.000007", 157 + 64))).isEqualTo(second);
        assertThat(second - 1).isGreaterThan(first);
    }

    // M4
    @Test
    void placesBehindALargeTransactionLieBeforeTheNextFile() {
        long end = order.at(new Place("binlog.000007", 5 * GIB));

        assertThat(end).isGreaterThan(order.ofTransaction(new Place("binlog.000007", GIB)));
        assertThat(end).isLessThan(order.ofTransaction(new Place("binlog.000008", 157)));
        assertThatThrownBy(() -> order.ofTransaction(new Place("binlog.000007", 5 * GIB)))
                .isInstanceOf(CdcException.class)
                .hasMessageContaining("binlog.000007:5368709120");
    }

    // M12
    @Test
    void anotherServersLogLiesBehindAll() {
        long last = order.at(new Place("binlog.000123", 777_777));

        LogOrder next = LogOrder.behind(last, 1);

        assertThat(next.at(new Place("mysqld-bin.000001", 4))).isGreaterThan(last);
    }

    @Test
    void aLogThatWentBackIsAnotherHistory() {
        assertThatThrownBy(() -> order.at(new Place("binlog.000006", 4)))
                .isInstanceOf(CdcException.class)
                .hasMessageContaining("binlog.000006");
    }
}
