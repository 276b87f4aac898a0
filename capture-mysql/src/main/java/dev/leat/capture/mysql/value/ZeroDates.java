package dev.leat.capture.mysql.value;

/** What becomes of a date whose month or day is zero, such as {@code 0000-00-00}: it is no day. */
public enum ZeroDates {
    /** It is null. */
    NULL,
    /** It is the server's text of it. */
    TEXT,
    /** It stops the pipeline. */
    ERROR
}
