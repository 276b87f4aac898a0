package dev.leat.core.engine.runtime;

import dev.leat.api.capture.Capture;
import dev.leat.api.sink.Sink;
import java.util.List;

/** Who gets the messages of a source: nobody must not be the answer where it is asked for some. */
public final class MessageTakers {
    /** What is wrong when nobody does. */
    public static final String MISSING =
            "the source is asked for messages (its options `messages`, `binary-messages`), and no"
                    + " sink takes them: one that finds rows by key has no place for a message";

    /** What helps then. */
    public static final String REMEDY =
            "add a sink that keeps every change, such as file or redis in mode stream, or take" + " these options out";

    private MessageTakers() {}

    /** Whether messages are asked for that no sink takes. */
    public static boolean areMissing(Capture capture, List<Sink> sinks) {
        return capture.deliversMessages() && sinks.stream().noneMatch(MessageTakers::isOne);
    }

    static boolean isOne(Sink sink) {
        return !sink.isKeyed() && sink.takesMessages();
    }
}
