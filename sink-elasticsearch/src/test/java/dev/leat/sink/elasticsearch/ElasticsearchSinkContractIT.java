package dev.leat.sink.elasticsearch;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.leat.api.sink.Sink;
import dev.leat.testkit.change.TestTable;
import dev.leat.testkit.contract.KeyedSinkContract;
import dev.leat.testkit.server.TestServer;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock(Target.SHARED)
@Timeout(120)
@Tag("server-version")
class ElasticsearchSinkContractIT extends KeyedSinkContract {
    private static final Target target = Target.shared();

    @BeforeEach
    void empty() {
        target.reset();
    }

    @Override
    protected Sink create() {
        return target.sink();
    }

    @Override
    protected TestServer server() {
        return target.server();
    }

    @Override
    protected Sink createThrough(int port) {
        return target.sinkAt(target.server().url(port));
    }

    /** A document with two members of one name is what the server's parser refuses. */
    @Override
    protected String refusedDocument(String key) {
        return "{\"canary\":1,\"canary\":2}";
    }

    /** Versions keep an earlier owner's writes from doing harm; its control calls and new writers are refused. */
    @Override
    protected boolean fencesWriters() {
        return false;
    }

    @Override
    protected Map<String, Map<String, String>> rows(TestTable table) {
        if (target.call("GET", "/_alias/" + table.id().name(), "").statusCode() == 404) {
            return Map.of(); // nothing was written or seeded yet
        }
        Map<String, Map<String, String>> rows = new TreeMap<>();
        target.documents(table.id().name()).forEach((id, document) -> rows.put(id, row(document)));
        return rows;
    }

    private static Map<String, String> row(JsonObject document) {
        Map<String, String> row = new TreeMap<>();
        for (Map.Entry<String, JsonElement> member : document.entrySet()) {
            if (!member.getValue().isJsonNull()) {
                JsonElement value = member.getValue();
                row.put(member.getKey(), value.isJsonPrimitive() ? value.getAsString() : value.toString());
            }
        }
        return row;
    }
}
