package io.frostline.contract.column;

import org.jspecify.annotations.Nullable;

/**
 * Mean kinetic temperature: the one temperature at which as much degradation would have happened as at the actual temperatures. USP
 * &lt;1079.2&gt;, "Mean Kinetic Temperature in the Evaluation of Temperature Excursions":
 *
 * <pre>T_K = (dH / R) / -ln( sum(w_i * exp(-dH / (R * T_i))) / sum(w_i) )</pre>
 *
 * with dH = 83.144 kJ/mol and R = 8.3144 J/(mol K), and each reading weighted by the time it stands for.
 */
public final class Mkt {
    /** Ratio dH / R, in kelvin. */
    private static final double ACTIVATION = 83_144.0 / 8.3144;

    private static final double ZERO_CELSIUS = 273.15;

    private Mkt() {}

    /** Term that was computed before. Immutable, so that threads may share the table without a lock. */
    private record Known(long microCelsius, double term) {}

    // sensors give few different values; an exponential takes longer than everything else in a reading
    private static final @Nullable Known[] KNOWN = new Known[1 << 12];

    /** Returns exp(-dH / (R * T)), scaled by exp(dH / (R * 273.15 K)) so that sums keep their digits. */
    public static double term(long microCelsius) {
        int slot = (int) ((microCelsius * 0x9E3779B97F4A7C15L) >>> 52);
        Known known = KNOWN[slot];
        if (known == null || known.microCelsius != microCelsius) {
            double kelvin = Math.max(microCelsius / (double) Readings.MICRO + ZERO_CELSIUS, 1e-3);
            known = new Known(microCelsius, Math.exp(ACTIVATION / ZERO_CELSIUS - ACTIVATION / kelvin));
            KNOWN[slot] = known;
        }
        return known.term;
    }

    /** Returns degrees Celsius; NaN if nothing was weighted. */
    public static double of(double weightedTerms, double weight) {
        if (weight <= 0 || weightedTerms <= 0) {
            return Double.NaN;
        }
        return ACTIVATION / (ACTIVATION / ZERO_CELSIUS - Math.log(weightedTerms / weight)) - ZERO_CELSIUS;
    }

    /**
     * Returns the time in milliseconds that a reading stands for: until the next reading at {@code nextAt}, at most the sensor's
     * expected interval, or an hour if that is unknown. A gap has no weight.
     */
    public static long weight(long at, int interval, long nextAt) {
        return Math.min(nextAt - at, interval > 0 ? interval : 3_600_000L);
    }
}
