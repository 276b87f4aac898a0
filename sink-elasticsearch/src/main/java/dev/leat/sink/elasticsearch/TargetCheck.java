package dev.leat.sink.elasticsearch;

import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Finding;
import java.util.ArrayList;
import java.util.List;

/** What {@code leat check} says about the target. Changes nothing there. */
final class TargetCheck {
    private static final String REACH =
            "see that the server runs, and correct url, user, password or tls of the sink: curl URL";
    private static final String STATE =
            "correct what the message names; the pipeline's state is a document in the index `leat`";
    private static final String ANOTHER_INDEX =
            "do what the message says, or give the table another name with the sink's `index`";

    private final Channel channel;
    private final StateIndex state;
    private final Indices indices;
    private final List<OpenTable> tables;
    private final List<Finding> findings = new ArrayList<>();

    TargetCheck(Channel channel, StateIndex state, Indices indices, List<OpenTable> tables) {
        this.channel = channel;
        this.state = state;
        this.indices = indices;
        this.tables = tables;
    }

    List<Finding> findings() {
        checkTls();
        try {
            if (checkPrivileges()) {
                return findings;
            }
            state.read(channel);
        } catch (CdcException e) {
            boolean isReached = e.kind() != ErrorKind.CONNECTION;
            if (isReached) {
                add(SearchFinding.SETUP, e.getMessage(), STATE);
            } else {
                add(SearchFinding.CONNECTION, e.getMessage(), REACH);
            }
            return findings;
        }
        for (OpenTable table : tables) {
            try {
                indices.read(channel, table);
            } catch (CdcException e) {
                add(SearchFinding.INDEX, e.getMessage(), ANOTHER_INDEX);
            }
        }
        return findings;
    }

    /** Whether some are missing: then whatever else could be asked would only tell the same. */
    private boolean checkPrivileges() {
        List<Privileges.Missing> missing = Privileges.missing(channel, tables);
        String who = channel.endpoint().credentials().toString();
        missing.forEach(one -> add(
                SearchFinding.PRIVILEGE,
                who + " lacks a privilege: " + one.grant(),
                "add to " + one.place() + ": " + one.grant()));
        return !missing.isEmpty();
    }

    private void checkTls() {
        Endpoint endpoint = channel.endpoint();
        if (endpoint.isLoopback()) {
            return;
        }
        if (!endpoint.isSecured()) {
            add(SearchFinding.TLS, "rows and password travel in clear text to another machine", "url: https://...");
        } else if (endpoint.tls().mode() != TlsMode.VERIFY_FULL
                && endpoint.tls().fingerprint() == null) {
            add(
                    SearchFinding.TLS,
                    "it is not checked that the server is the one that is meant (tls.mode "
                            + endpoint.tls().mode().text() + ")",
                    "tls: {mode: verify-full}");
        }
    }

    private void add(SearchFinding finding, String message, String remedy) {
        findings.add(new Finding(
                finding.code(),
                finding.severity(),
                "Elasticsearch at " + channel.endpoint(),
                message,
                finding.why(),
                remedy));
    }
}
