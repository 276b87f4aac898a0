package dev.leat.capture.mysql.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class GrantsTest {
    @Test
    void readsWhatServersPrint() {
        Grants grants = Grants.parse(
                "'u'@'%'",
                List.of(
                        "GRANT REPLICATION SLAVE, BINLOG MONITOR ON *.* TO `u`@`%` IDENTIFIED BY PASSWORD '*0'",
                        "GRANT SELECT, LOCK TABLES ON `shop\\_%`.* TO `u`@`%`",
                        "GRANT LOCK TABLES ON `a``b_`.* TO `u`@`%`",
                        "GRANT UPDATE ON `one`.`table` TO `u`@`%`",
                        "GRANT `role`@`%` TO `u`@`%`"));

        assertThat(grants.allow("REPLICATION SLAVE")).isTrue();
        assertThat(grants.allow("REPLICATION CLIENT", "BINLOG MONITOR")).isTrue();
        assertThat(grants.allow("SELECT")).isFalse();
        assertThat(grants.allowIn("shop_eu", "LOCK TABLES")).isTrue();
        assertThat(grants.allowIn("shopXeu", "LOCK TABLES")).isFalse();
        assertThat(grants.allowIn("a`bX", "LOCK TABLES")).isTrue();
        assertThat(grants.allowIn("a`b", "LOCK TABLES")).isFalse();
        assertThat(grants.allowIn("one", "UPDATE")).isFalse();
    }

    @Test
    void allPrivilegesAreEach() {
        Grants grants = Grants.parse("'u'@'%'", List.of("GRANT ALL PRIVILEGES ON *.* TO `u`@`%` WITH GRANT OPTION"));

        assertThat(grants.allow("REPLICATION SLAVE")).isTrue();
        assertThat(grants.allowIn("shop", "LOCK TABLES")).isTrue();
    }
}
