package dev.leat.api.capture;

/**
 * Which server a source is, and which of its histories. Positions of two identities can't be compared.
 *
 * @param system the server's own lasting identifier: PostgreSQL's system identifier with the database, a MySQL server UUID
 * @param history what changes when history forks: PostgreSQL's timeline; empty where there is nothing like it
 */
public record SourceIdentity(String system, String history) {
    @Override
    public String toString() {
        return history.isEmpty() ? system : system + "/" + history;
    }
}
