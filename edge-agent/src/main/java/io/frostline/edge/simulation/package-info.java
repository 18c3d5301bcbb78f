/** Physical model of a cold room, with faults, for simulated sensors and actuators. */
@NullMarked
package io.frostline.edge.simulation;

import org.jspecify.annotations.NullMarked;
