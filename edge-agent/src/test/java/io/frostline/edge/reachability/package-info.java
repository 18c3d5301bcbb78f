/** Comparison of what a native executable of the agent can reach by reflection with what its tests reach. */
@NullMarked
package io.frostline.edge.reachability;

import org.jspecify.annotations.NullMarked;
