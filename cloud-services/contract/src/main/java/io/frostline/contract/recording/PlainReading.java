package io.frostline.contract.recording;

import java.util.OptionalLong;

/**
 * Reading in a form without Frostline's own encoding.
 *
 * @param atMillis epoch milliseconds
 * @param microCelsius 10^-6 degrees Celsius; empty if the device reported a fault
 */
public record PlainReading(String sensor, long atMillis, OptionalLong microCelsius) {}
