package dev.leat.capture.postgres.value;

import java.util.Optional;

/** Finds types by OID. Called rarely, by the thread that resolves schemas; may ask the server. */
@FunctionalInterface
public interface TypeCatalog {
    /** The type with this OID, or empty if the server has no such type (any more). */
    Optional<PgType> find(int oid);
}
