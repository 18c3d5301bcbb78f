/** Benchmarks of the agent and the services, each with its load and its report. */
@NullMarked
package io.frostline.benchmarks;

import org.jspecify.annotations.NullMarked;
