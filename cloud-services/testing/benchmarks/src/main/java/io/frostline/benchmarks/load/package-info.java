/** HTTP client of all load generators. */
@NullMarked
package io.frostline.benchmarks.load;

import org.jspecify.annotations.NullMarked;
