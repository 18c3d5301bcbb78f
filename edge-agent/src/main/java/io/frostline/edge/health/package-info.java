/** Health and metrics of the agent, served by HTTP on a local port. */
@NullMarked
package io.frostline.edge.health;

import org.jspecify.annotations.NullMarked;
