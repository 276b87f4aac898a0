package dev.leat.sink.elasticsearch;

import dev.leat.api.Finding.Severity;

/** The codes of this plugin's findings; severity and reason stand in {@code docs/reference/findings.md} in these very words. */
enum SearchFinding {
    CONNECTION(
            "elasticsearch-connection",
            Severity.ERROR,
            "Nothing can be written: a run would stop within connect-timeout, and the other checks of it could not be made."),
    SETUP(
            "elasticsearch-setup",
            Severity.ERROR,
            "The pipeline can't read its own state there, and would stop without another try."),
    PRIVILEGE(
            "elasticsearch-privilege",
            Severity.ERROR,
            "The server would refuse a request that writes or seeds, in the middle of a run."),
    INDEX(
            "elasticsearch-index",
            Severity.ERROR,
            "Leat writes to an index that it made or was given, and would stop rather than mix its rows with what is there."),
    TLS(
            "elasticsearch-tls",
            Severity.WARNING,
            "Whoever can put a machine in between reads the rows and the password, or answers in the server's place.");

    private final String code;
    private final Severity severity;
    private final String why;

    SearchFinding(String code, Severity severity, String why) {
        this.code = code;
        this.severity = severity;
        this.why = why;
    }

    String code() {
        return code;
    }

    Severity severity() {
        return severity;
    }

    String why() {
        return why;
    }
}
