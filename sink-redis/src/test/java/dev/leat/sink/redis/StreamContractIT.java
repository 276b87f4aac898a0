package dev.leat.sink.redis;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.leat.api.change.ChangeBatch;
import dev.leat.api.change.Operation;
import dev.leat.api.sink.Sink;
import dev.leat.testkit.change.TestTable;
import dev.leat.testkit.contract.Appended;
import dev.leat.testkit.contract.AppendedMessage;
import dev.leat.testkit.contract.AppendingSinkContract;
import dev.leat.testkit.server.TestServer;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.StreamEntryID;

/** The contract of appending sinks, for changes as entries of a stream. */
@Timeout(120)
class StreamContractIT extends AppendingSinkContract {
    private static ContractTarget redis;

    @BeforeAll
    static void startRedis() {
        redis = new ContractTarget();
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @BeforeEach
    void empty() {
        redis.reset();
    }

    @Override
    protected Sink create() {
        return redis.sink("stream");
    }

    @Override
    protected TestServer server() {
        return redis.server();
    }

    @Override
    protected Sink createThrough(int port) {
        return redis.sink("stream", port);
    }

    @Override
    protected void expireCredentials() {
        redis.expirePassword();
    }

    @Override
    protected void renewCredentials() {
        redis.renewPassword();
    }

    @Override
    protected Set<String> secrets() {
        return redis.secrets();
    }

    @Override
    protected List<Appended> appended(TestTable table) {
        return entries(table.id().name()).map(StreamContractIT::appended).toList();
    }

    @Override
    protected List<AppendedMessage> messages(String prefix) {
        return entries(prefix)
                .map(change -> new AppendedMessage(
                        change.get("content").getAsString(),
                        change.get("sequence").getAsLong(),
                        change.get("ordinal").getAsInt()))
                .toList();
    }

    private static Stream<JsonObject> entries(String stream) {
        return redis.target().redis().xrange(stream, (StreamEntryID) null, null).stream()
                .map(entry ->
                        JsonParser.parseString(entry.getFields().get("change")).getAsJsonObject());
    }

    private static Appended appended(JsonObject change) {
        Operation operation = Operation.valueOf(change.get("op").getAsString().toUpperCase(Locale.ROOT));
        return new Appended(
                operation,
                change.has("key") ? key(change.getAsJsonObject("key")) : null,
                change.get("sequence").getAsLong(),
                operation == Operation.READ
                        ? ChangeBatch.READ_ORDINAL
                        : change.get("ordinal").getAsInt());
    }

    private static String key(JsonObject key) {
        return key.entrySet().stream()
                .map(part -> part.getValue().getAsString().replace("\\", "\\\\").replace(":", "\\:"))
                .collect(Collectors.joining(":"));
    }
}
