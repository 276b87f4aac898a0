/**
 * A search server for integration tests, as a process of its own beside those of {@code dev.leat.testkit.server}.
 *
 * <p>Elasticsearch is on Maven Central as libraries, not as a program, so the process is a JVM that runs our
 * {@link dev.leat.testkit.server.search.ElasticsearchNode} with the server's libraries. These have licences that must not
 * reach a distribution, and versions of what we use too: they are dependencies of scope {@code provided} of this module
 * alone, and the tests' own class path has but a list of where they are in Maven's local repository.
 *
 * <p>The node has no security, so speaks plain HTTP. That of Elasticsearch has no modules but the one for HTTP: scripts,
 * {@code _reindex}, {@code _delete_by_query}, {@code GET /} and some field types and analyzers are not there.
 */
@NullMarked
package dev.leat.testkit.server.search;

import org.jspecify.annotations.NullMarked;
