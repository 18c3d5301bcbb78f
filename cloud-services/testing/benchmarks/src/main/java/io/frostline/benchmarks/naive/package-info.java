/** The shop as it is often written: a plain chain of calls, and two commits in a row. Here to be compared with, only. */
@NullMarked
package io.frostline.benchmarks.naive;

import org.jspecify.annotations.NullMarked;
