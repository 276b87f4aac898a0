/**
 * Writes rows to Elasticsearch and OpenSearch: one document per row.
 *
 * <p>Order is kept by versions: every write is an {@code index} or a {@code delete} with the change's place in the source's
 * history as its external version, so a write that comes late or twice never replaces a newer one, and nothing has to be
 * fenced. Bulk bodies are written straight from the row's bytes; the low-level client sends them and chooses the node.
 *
 * <p>A table is an alias over one index per generation. Every generation is written through an alias of its own whose name
 * no index can have, because a delete with an external version would otherwise bring a dropped index back. What is known of
 * a generation stands in its mapping, so that it is lost with it; what changes often is one document in the index
 * {@code leat}.
 */
@NullMarked
package dev.leat.sink.elasticsearch;

import org.jspecify.annotations.NullMarked;
