/** What the tests of plugin factories need: options without a file. */
@NullMarked
package dev.leat.testkit.plugin;

import org.jspecify.annotations.NullMarked;
