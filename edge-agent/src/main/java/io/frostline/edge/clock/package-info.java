/** Clock of the agent, which knows whether the time is known, and the identifier of the current boot. */
@NullMarked
package io.frostline.edge.clock;

import org.jspecify.annotations.NullMarked;
