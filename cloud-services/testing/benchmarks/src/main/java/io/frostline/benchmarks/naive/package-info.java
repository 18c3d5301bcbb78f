/** Shop as it is often written: a plain chain of calls, and two commits in a row. It serves as a comparison only. */
@NullMarked
package io.frostline.benchmarks.naive;

import org.jspecify.annotations.NullMarked;
