package dev.leat.sink.elasticsearch;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the target answered, whatever its status. Its text shows no body: that may quote rows. */
final class Answer {
    private final int status;
    private final byte[] body;
    private final @Nullable Duration retryAfter;

    /**
     * @param retryAfter how long the target wants to be left alone; null when it does not say
     */
    Answer(int status, byte[] body, @Nullable Duration retryAfter) {
        this.status = status;
        this.body = body;
        this.retryAfter = retryAfter;
    }

    int status() {
        return status;
    }

    /** Not to be changed. */
    byte[] body() {
        return body;
    }

    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }

    boolean isOk() {
        return status >= 200 && status < 300;
    }

    /** The body as an object. */
    JsonObject json() {
        try {
            return JsonParser.parseString(new String(body, UTF_8)).getAsJsonObject();
        } catch (JsonParseException | IllegalStateException e) { // not chained: it quotes the body
            throw new CdcException(
                    ErrorKind.CONNECTION, "an answer with status " + status + " is no JSON: is a proxy in between?");
        }
    }

    /** The error's type, empty when the body names none. */
    String errorType() {
        return errorMember("type");
    }

    /** The error's text; for requests that carry no rows. */
    String errorReason() {
        return errorMember("reason");
    }

    private String errorMember(String name) {
        try {
            JsonElement root = JsonParser.parseString(new String(body, UTF_8));
            JsonElement error = root.isJsonObject() ? root.getAsJsonObject().get("error") : null;
            JsonElement member = error != null && error.isJsonObject()
                    ? error.getAsJsonObject().get(name)
                    : null;
            return member != null && member.isJsonPrimitive() ? member.getAsString() : "";
        } catch (JsonParseException e) { // a proxy's page
            return "";
        }
    }

    @Override
    public String toString() {
        return "Answer[" + status + ", " + body.length + " bytes]";
    }
}
