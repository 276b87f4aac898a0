/** What ties the test kit to JUnit. The servers themselves know no test framework, so that the demo can run them too. */
@NullMarked
package dev.leat.testkit.junit;

import org.jspecify.annotations.NullMarked;
