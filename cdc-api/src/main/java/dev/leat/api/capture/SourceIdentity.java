package dev.leat.api.capture;

/**
 * Which server a source is, and which of its histories. Positions of two identities can't be compared.
 *
 * @param system the server's own lasting identifier, then, where positions belong to a database, a slash and its name:
 *     PostgreSQL's system identifier with the database, a MySQL server UUID
 * @param history what changes when history forks: PostgreSQL's timeline; empty where there is nothing like it
 */
public record SourceIdentity(String system, String history) {
    /**
     * Whether this source may stand in for the one of {@code otherSystem}: a copy of it in another cluster, as an upgrade or a
     * restored dump leaves it. A database of another name is none.
     */
    public boolean mayStandInFor(String otherSystem) {
        return database(system).equals(database(otherSystem));
    }

    private static String database(String system) {
        int slash = system.indexOf('/');
        return system.substring(slash < 0 ? system.length() : slash);
    }

    @Override
    public String toString() {
        return history.isEmpty() ? system : system + "/" + history;
    }
}
