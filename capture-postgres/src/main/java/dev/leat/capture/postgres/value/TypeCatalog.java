package dev.leat.capture.postgres.value;

import java.util.Optional;

/** Finds types by OID. Called rarely, by threads that resolve schemas; may ask the server. */
@FunctionalInterface
public interface TypeCatalog {
    /** The type with this OID, or empty if the server has no such type (any more). */
    Optional<PgType> find(int oid);

    /** The same, not from memory: what is known does not explain a value. Called by any thread. */
    default Optional<PgType> findAnew(int oid) {
        return find(oid);
    }
}
