package dev.leat.capture.postgres.catalog;

import java.util.Map;
import java.util.Optional;

/**
 * A server as a session sees it.
 *
 * @param versionNumber {@code server_version_num}, for example 170004
 * @param isInRecovery whether it is a standby
 * @param settings by name, in the server's base units; those that this version does not have are absent
 */
public record ServerState(
        int versionNumber, String version, String database, boolean isInRecovery, Map<String, String> settings) {

    public ServerState {
        settings = Map.copyOf(settings);
    }

    public int major() {
        return versionNumber / 10_000;
    }

    /** {@code logical} is what it must be. */
    public String walLevel() {
        return setting("wal_level").orElse("");
    }

    public Optional<String> setting(String name) {
        return Optional.ofNullable(settings.get(name));
    }
}
