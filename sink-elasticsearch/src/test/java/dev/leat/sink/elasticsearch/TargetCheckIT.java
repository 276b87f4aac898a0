package dev.leat.sink.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.api.Finding;
import dev.leat.testkit.change.TestColumn;
import dev.leat.testkit.change.TestTable;
import dev.leat.testkit.finding.Provokes;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The servers of the tests know no users, so a script answers. */
@Timeout(60)
class TargetCheckIT {
    private static final TestTable PRODUCTS =
            TestTable.of("products").key("id", TestColumn.INT).column("name", TestColumn.TEXT);
    private static final String ALL = "{\"create_index\":true,\"manage\":true,\"read\":true,\"write\":true}";

    private final ScriptedServer server = new ScriptedServer();
    private final Cluster cluster = new Cluster(server.endpoint(), 2);

    @AfterEach
    void close() {
        cluster.close();
        server.close();
    }

    @Test
    @Provokes("elasticsearch-privilege")
    void namesEachPrivilegeThatIsMissing() {
        server.then(
                200,
                "{\"has_all_requested\":false,\"index\":{\"leat\":" + ALL + ",\"products\":" + ALL + ",\"products-*\":"
                        + ALL.replace("\"write\":true", "\"write\":false")
                        + ",\"Leat-products-*\":{\"create_index\":true,\"read\":true,\"manage\":false}}}");

        List<Finding> findings = check();

        assertThat(server.bodies())
                .containsExactly("{\"index\":[{\"names\":[\"leat\",\"products\",\"products-*\",\"Leat-products-*\"],"
                        + "\"privileges\":[\"create_index\",\"manage\",\"read\",\"write\"]}]}");
        assertThat(findings).allSatisfy(finding -> {
            assertThat(finding.code()).isEqualTo("elasticsearch-privilege");
            assertThat(finding.severity()).isEqualTo(Finding.Severity.ERROR);
            assertThat(finding.message()).contains("nobody");
        });
        assertThat(findings)
                .extracting(Finding::remedy)
                .satisfiesExactly(
                        manage -> assertThat(manage)
                                .endsWith("{\"names\":[\"Leat-products-*\"],\"privileges\":[\"manage\"]}"),
                        write -> assertThat(write)
                                .endsWith(
                                        "{\"names\":[\"products-*\",\"Leat-products-*\"],\"privileges\":[\"write\"]}"));
    }

    @Test
    void saysNothingOfPrivilegesWhereTheServerDoesNot() {
        server.then(400, "{\"error\":\"no handler found for uri [/_security/user/_has_privileges]\"}")
                .always(body -> new ScriptedServer.Content(404, "{}"));

        assertThat(check()).isEmpty();
    }

    @Test
    void findsNothingWhereAllIsAllowed() {
        server.then(
                        200,
                        "{\"has_all_requested\":true,\"index\":{\"leat\":" + ALL + ",\"products\":" + ALL
                                + ",\"products-*\":" + ALL + ",\"Leat-products-*\":" + ALL + "}}")
                .always(body -> new ScriptedServer.Content(404, "{}"));

        assertThat(check()).isEmpty();
    }

    private List<Finding> check() {
        return new TargetCheck(
                        cluster.channel(),
                        new StateIndex("shop", "search", new Backoff(() -> 0)),
                        new Indices("shop", "search"),
                        List.of(new OpenTable(PRODUCTS.schema(), "products")))
                .findings();
    }
}
