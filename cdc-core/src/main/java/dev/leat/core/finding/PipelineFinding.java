package dev.leat.core.finding;

import dev.leat.api.ErrorKind;
import dev.leat.api.Finding;
import dev.leat.api.Finding.Severity;

/** The codes of findings that are no plugin's. Each is an error. */
public enum PipelineFinding {
    /** Of the file itself. */
    INVALID_FILE("invalid-file", "Nothing of a file is run that is not understood as a whole."),
    /** Stored by a run before. */
    GAP(
            "gap",
            "Changes in the missing range can't be read any more: going on would leave the targets wrong without a message."),
    /** Keyed sink and keyless table. */
    NO_KEY("no-key", "Such a sink could not change or delete a row once it has written it."),
    /** Nobody takes them. */
    NO_MESSAGE_SINK(
            "no-message-sink",
            "Messages that no sink writes would be confirmed to the source, and nobody would have them."),
    /** Of the sink {@code file}. */
    FILE_NOT_WRITABLE(
            "file-not-writable", "Nothing could be written, and the pipeline would stop before its first change."),
    /** The options do not fit what is there. */
    CONFIG_FAILURE(
            "config-failure",
            "The file asks for what can't be done there, and the pipeline would stop before its first change."),
    /** A prerequisite. */
    SETUP_FAILURE("setup-failure", "A prerequisite is missing, and the pipeline would stop without another try."),
    /** A server that is away. */
    CONNECTION_FAILURE(
            "connection-failure",
            "What can't be reached now would end a run within connect-timeout, and the other checks of it could not be made."),
    /** A table of the target is gone. */
    TARGET_LOST_FAILURE(
            "target-lost-failure", "The target lost a table that it had, and a run seeds it anew before it goes on."),
    /** Unknown bytes. */
    DECODE_FAILURE(
            "decode-failure", "What is stored there is not understood, so that a run could only guess where to go on."),
    /** While asking. */
    GAP_FAILURE(
            "gap-failure",
            "Changes in a range of the source's history can't be read any more, and a run stops before it."),
    /** A refused change. */
    REJECTED_FAILURE(
            "rejected-failure", "The target refuses what Leat has to write there, and the pipeline would stop at it."),
    /** Another process. */
    FENCED_FAILURE(
            "fenced-failure", "Two processes that write the same targets would overwrite newer rows with older ones."),
    /** A bug. */
    INTERNAL_FAILURE(
            "internal-failure", "It is a mistake in Leat or in a plugin, and a run would most likely stop at it, too.");

    private final String code;
    private final String why;

    PipelineFinding(String code, String why) {
        this.code = code;
        this.why = why;
    }

    /** That a question to a plugin or the state failed in this way. */
    public static PipelineFinding failure(ErrorKind kind) {
        return switch (kind) {
            case CONFIG -> CONFIG_FAILURE;
            case SETUP -> SETUP_FAILURE;
            case CONNECTION, SOURCE_CHANGED -> CONNECTION_FAILURE;
            case TARGET_LOST -> TARGET_LOST_FAILURE;
            case DECODE -> DECODE_FAILURE;
            case GAP -> GAP_FAILURE;
            case REJECTED -> REJECTED_FAILURE;
            case FENCED -> FENCED_FAILURE;
            case INTERNAL -> INTERNAL_FAILURE;
        };
    }

    /** As it stands in the finding. */
    public String code() {
        return code;
    }

    /** Why it matters. */
    public String why() {
        return why;
    }

    /** A finding with this code. */
    public Finding about(String object, String message, String remedy) {
        return new Finding(code, Severity.ERROR, object, message, why, remedy);
    }
}
