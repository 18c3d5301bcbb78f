package io.frostline.edge.buffer;

import io.frostline.contract.column.Quality;
import io.frostline.edge.clock.AgentClock.Stamp;

/**
 * Reading on its way into the buffer.
 *
 * @param sensor number of the sensor in the agent's catalog
 * @param microCelsius meaningless unless the quality is good
 */
public record SensorReading(int sensor, Stamp at, long microCelsius, Quality quality) {}
