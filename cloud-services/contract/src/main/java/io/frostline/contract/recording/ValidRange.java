package io.frostline.contract.recording;

import java.util.Optional;
import java.util.Set;

/**
 * Range that a sensor can measure, and the values by which its source reports that it has none. A value outside is a fault: it is
 * counted, and never taken as a temperature.
 *
 * @param lowest lowest valid value, 10^-6 degrees Celsius, inclusive
 * @param highest highest valid value, 10^-6 degrees Celsius, inclusive
 * @param missing values that mean "no value", 10^-6 degrees Celsius
 */
public record ValidRange(long lowest, long highest, Set<Long> missing) {
    private static final long DEGREE = 1_000_000;

    /** Range of an unknown source: from liquid nitrogen, the coldest at which goods are stored, to what common chips measure. */
    public static final ValidRange DEFAULT = new ValidRange(-196 * DEGREE, 125 * DEGREE, Set.of(-127 * DEGREE));

    /** Range of a DS18B20 (data sheet 19-7487): what it measures, its power-up value, and what drivers report without a sensor. */
    public static final ValidRange DS18B20 =
            new ValidRange(-55 * DEGREE, 125 * DEGREE, Set.of(85 * DEGREE, -127 * DEGREE));

    public ValidRange {
        missing = Set.copyOf(missing);
    }

    /** Returns why a value is invalid; empty if it is valid. */
    public Optional<String> refusal(long micro) {
        if (micro >= lowest && micro <= highest && (missing.isEmpty() || !missing.contains(micro))) {
            return Optional.empty();
        }
        String value = Temperatures.format(micro);
        if (missing.contains(micro)) {
            return Optional.of(value + " means that there is no value");
        }
        return Optional.of(
                micro < lowest
                        ? value + " is below the lowest possible, " + Temperatures.format(lowest)
                        : value + " is above the highest possible, " + Temperatures.format(highest));
    }
}
