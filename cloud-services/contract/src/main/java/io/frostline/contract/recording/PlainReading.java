package io.frostline.contract.recording;

import java.util.OptionalLong;

/**
 * One reading in a form without Frostline's own encoding.
 *
 * @param atMillis epoch milliseconds
 * @param microCelsius empty: the device reported a fault
 */
public record PlainReading(String sensor, long atMillis, OptionalLong microCelsius) {}
