package dev.leat.sink.elasticsearch;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import java.math.BigInteger;
import java.util.function.Supplier;

/** JSON that the sink wrote earlier. Damaged or of a newer format: never read as absent, always SETUP. */
final class StateJson {
    private static final int FORMAT = 1;

    private StateJson() {}

    /** An object that names the format. */
    static JsonObject begin() {
        JsonObject object = new JsonObject();
        object.addProperty("format", FORMAT);
        return object;
    }

    /** Refuses an object of another format. */
    static JsonObject require(JsonObject object, String what) {
        return reading(what, () -> {
            if (number(object, "format") != FORMAT) {
                throw new IllegalStateException("another format");
            }
            return object;
        });
    }

    /** Turns what goes wrong while a value is read into SETUP. */
    static <T> T reading(String what, Supplier<T> read) {
        try {
            return read.get();
        } catch (RuntimeException e) { // not chained: it may quote what was read, and progress holds key values
            throw new CdcException(
                    ErrorKind.SETUP,
                    "the " + what
                            + " can't be read by this version of Leat: run the version that wrote it, or delete it"
                            + " to seed anew");
        }
    }

    static String text(JsonObject object, String name) {
        return member(object, name).getAsString();
    }

    static long number(JsonObject object, String name) {
        return member(object, name).getAsLong();
    }

    static JsonElement unsigned(long value) {
        return new JsonPrimitive(new BigInteger(Long.toUnsignedString(value)));
    }

    static long unsigned(JsonObject object, String name) {
        return Long.parseUnsignedLong(member(object, name).getAsString());
    }

    static JsonElement member(JsonObject object, String name) {
        JsonElement element = object.get(name);
        if (element == null) {
            throw new IllegalStateException("no " + name);
        }
        return element;
    }
}
