package dev.leat.capture.postgres.value;

import dev.leat.api.schema.ValueDecoder;

/**
 * Takes a value apart that holds other values. Elements are unescaped into the writer's scratch array where they are
 * plain values, and into an array of their own where they are containers again.
 */
sealed interface ContainerDecoder extends ValueDecoder permits ArrayDecoder, CompositeDecoder, HstoreDecoder {}
