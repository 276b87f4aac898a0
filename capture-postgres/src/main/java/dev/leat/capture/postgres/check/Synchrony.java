package dev.leat.capture.postgres.check;

import dev.leat.api.Finding;
import dev.leat.capture.postgres.catalog.ServerState;
import dev.leat.capture.postgres.catalog.WalActivity.Standbys;
import dev.leat.capture.postgres.finding.SourceFinding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What it means for the pipeline that commits wait for standbys. */
final class Synchrony {
    private static final String NAMES = "synchronous_standby_names";
    private static final int SYNCHRONIZED_SLOTS_SINCE = 17;

    /** {@code FIRST 1 (a, b)}, {@code ANY 1 (a, b)}, {@code 1 (a, b)} or only the names. */
    private static final Pattern LISTED = Pattern.compile("(?is)\\s*(?:(?:first|any)\\s+)?\\d+\\s*\\((.*)\\)\\s*");

    private Synchrony() {}

    /**
     * @param applicationName of the pipeline's stream, which the server compares with the names of standbys
     * @param isRunning whether one of those readers is the pipeline
     */
    static List<Finding> findings(ServerState server, Standbys standbys, String applicationName, boolean isRunning) {
        String setting = server.setting(NAMES).orElse("");
        if (setting.isBlank()) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>();
        List<String> names = names(setting);
        boolean waits = !Set.of("off", "local")
                .contains(server.setting("synchronous_commit").orElse("on"));
        boolean isStandby = names.contains("*") || names.stream().anyMatch(applicationName::equalsIgnoreCase);
        if (isStandby) {
            findings.add(SourceFinding.SYNCHRONOUS_WITH_PIPELINE.about(
                    NAMES,
                    NAMES + " is " + setting + ", which the pipeline's application name " + applicationName
                            + " matches",
                    "name the standbys in it: ALTER SYSTEM SET " + NAMES + " = '<standby>'; SELECT pg_reload_conf()"));
        }
        if (waits && standbys.synchronous() == 0 && standbys.hidden() <= (isRunning && !isStandby ? 1 : 0)) {
            findings.add(SourceFinding.SYNCHRONOUS_STANDBY_MISSING.about(
                    NAMES,
                    NAMES + " is " + setting + ", and no such standby is connected",
                    "connect the standby, or let commits go on without it: ALTER SYSTEM SET " + NAMES
                            + " = ''; SELECT pg_reload_conf()"));
        } else {
            findings.add(SourceFinding.SYNCHRONOUS_REPLICATION.about(
                    NAMES,
                    NAMES + " is " + setting,
                    server.major() >= SYNCHRONIZED_SLOTS_SINCE
                            ? "to let the stream wait as well: ALTER SYSTEM SET synchronized_standby_slots ="
                                    + " '<the standby''s physical slot>'; SELECT pg_reload_conf()"
                            : "after a failover compare source and targets, or seed anew: leat reseed FILE"));
        }
        return findings;
    }

    private static List<String> names(String setting) {
        Matcher listed = LISTED.matcher(setting);
        return Arrays.stream((listed.matches() ? listed.group(1) : setting).split(","))
                .map(String::strip)
                .map(name -> name.length() > 1 && name.startsWith("\"") ? name.substring(1, name.length() - 1) : name)
                .toList();
    }
}
