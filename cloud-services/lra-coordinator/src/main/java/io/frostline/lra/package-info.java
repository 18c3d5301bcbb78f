/** Coordinator of long-running actions (MicroProfile LRA 2.0) that keeps its state in PostgreSQL. */
@NullMarked
package io.frostline.lra;

import org.jspecify.annotations.NullMarked;
