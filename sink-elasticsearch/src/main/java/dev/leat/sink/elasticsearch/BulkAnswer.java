package dev.leat.sink.elasticsearch;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonParseException;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;

/**
 * Reads the answer to a bulk request. A status of 200 says nothing about the items; {@code "errors":false} says that all were
 * taken, and then they are not looked at.
 */
final class BulkAnswer {
    private static final byte[] NO_ERRORS = "\"errors\":false".getBytes(US_ASCII);
    /** How far into the answer the flag stands at the latest: only the time taken comes before it. */
    private static final int FLAG_WITHIN = 64;

    private BulkAnswer() {}

    /** Takes what became of an item that was refused. */
    @FunctionalInterface
    interface Refused {
        /**
         * One item.
         *
         * @param item its place among the items that were sent
         * @param type the error's type
         * @param reason the error's text; may quote the row
         */
        void item(int item, int status, String type, String reason);
    }

    /**
     * Looks at every item if there was an error.
     *
     * @param count how many items were sent
     * @throws CdcException CONNECTION when the answer is not whole or is for other items
     */
    static void read(byte[] body, int count, Refused refused) {
        if (body.length > 0 && body[body.length - 1] == '}' && saysNoErrors(body)) {
            return;
        }
        int found;
        try (JsonReader reader = new JsonReader(new InputStreamReader(new ByteArrayInputStream(body), UTF_8))) {
            found = read(reader, refused);
        } catch (IOException | IllegalStateException | JsonParseException e) { // not chained: it may quote a row
            throw new CdcException(ErrorKind.CONNECTION, "the answer to a bulk request is no JSON or not whole");
        }
        if (found != count) {
            throw new CdcException(
                    ErrorKind.CONNECTION,
                    "the answer to a bulk request of " + count + " items speaks of " + found + " items");
        }
    }

    private static boolean saysNoErrors(byte[] body) {
        int last = Math.min(FLAG_WITHIN, body.length) - NO_ERRORS.length;
        for (int i = 0; i <= last; i++) {
            int matched = 0;
            while (matched < NO_ERRORS.length && body[i + matched] == NO_ERRORS[matched]) {
                matched++;
            }
            if (matched == NO_ERRORS.length) {
                return true;
            }
        }
        return false;
    }

    private static int read(JsonReader reader, Refused refused) throws IOException {
        int items = 0;
        reader.beginObject();
        while (reader.hasNext()) {
            if (reader.nextName().equals("items")) {
                reader.beginArray();
                while (reader.hasNext()) {
                    reader.beginObject();
                    String ignored = reader.nextName();
                    item(reader, items, refused);
                    reader.endObject();
                    items++;
                }
                reader.endArray();
            } else {
                reader.skipValue();
            }
        }
        reader.endObject();
        if (reader.peek() != JsonToken.END_DOCUMENT) {
            throw new MalformedJsonException("more than one value");
        }
        return items;
    }

    private static void item(JsonReader reader, int item, Refused refused) throws IOException {
        int status = 0;
        boolean failed = false;
        String type = "";
        String reason = "";
        reader.beginObject();
        while (reader.hasNext()) {
            switch (reader.nextName()) {
                case "status" -> status = reader.nextInt();
                case "error" -> {
                    failed = true;
                    reader.beginObject();
                    while (reader.hasNext()) {
                        String name = reader.nextName();
                        boolean isText = reader.peek() == JsonToken.STRING;
                        if (isText && name.equals("type")) {
                            type = reader.nextString();
                        } else if (isText && name.equals("reason")) {
                            reason = reader.nextString();
                        } else {
                            reader.skipValue();
                        }
                    }
                    reader.endObject();
                }
                default -> reader.skipValue();
            }
        }
        reader.endObject();
        if (status == 0) {
            throw new MalformedJsonException("an item without status");
        }
        if (failed || (status >= 300 && status != 404)) {
            refused.item(item, status, type, reason);
        }
    }
}
