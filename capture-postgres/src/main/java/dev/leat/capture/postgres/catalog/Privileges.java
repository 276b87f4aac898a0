package dev.leat.capture.postgres.catalog;

/**
 * What the session's role may do; per table see {@link Table#isOwned} and {@link Table#isSelectable}.
 *
 * @param role the session's role
 * @param mayReplicate create slots and stream: a superuser, the attribute REPLICATION, or where the provider keeps that to
 *     itself, membership of its role for it
 * @param mayCreateInDatabase create a publication, besides owning its tables
 * @param maxConnections that the role may have at a time; -1: as many as the server has
 */
public record Privileges(
        String role, boolean isSuperuser, boolean mayReplicate, boolean mayCreateInDatabase, int maxConnections) {}
