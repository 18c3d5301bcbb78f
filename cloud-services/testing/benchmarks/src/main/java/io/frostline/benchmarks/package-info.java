@NullMarked
package io.frostline.benchmarks;

import org.jspecify.annotations.NullMarked;
