/** Deployments whose parts tests can start, kill and cut off, clients of them, and checks of their invariants. */
@NullMarked
package io.frostline.testing;

import org.jspecify.annotations.NullMarked;
