package dev.leat.sink.elasticsearch;

/** What the user or key must be allowed to do. */
final class Privileges {
    /** For messages. */
    static final String NEEDED =
            "the index privileges create_index, manage, read, write on the indices' names with -* and on "
                    + StateIndex.NAME;

    private Privileges() {}
}
