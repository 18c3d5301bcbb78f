/** What a native executable of the agent can reach by reflection, held against what its tests reach. */
@NullMarked
package io.frostline.edge.reachability;

import org.jspecify.annotations.NullMarked;
