package io.frostline.contract.recording;

import org.jspecify.annotations.Nullable;

/**
 * Reading in a form without Frostline's own encoding.
 *
 * @param atMillis epoch milliseconds
 * @param microCelsius 10^-6 degrees Celsius; null if the device reported a fault
 */
public record PlainReading(
        String sensor, long atMillis, @Nullable Long microCelsius) {}
