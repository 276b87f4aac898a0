package dev.leat.api.sink;

/** What a sink needs when the columns of a table changed. */
public enum SchemaAnswer {
    /** Nothing: its rows are as the source's are, or it has made them so. */
    DONE,

    /** All rows once more, beside the stream and into what is there. */
    READ_AGAIN,

    /** A new generation: what is there can't take the new columns. */
    NEW_GENERATION
}
