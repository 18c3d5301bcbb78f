package io.frostline.history.loggerfile;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Optional;

/** Unit of temperatures in a file. */
public enum TemperatureUnit {
    CELSIUS,
    FAHRENHEIT,
    KELVIN;

    private static final BigDecimal FREEZING_FAHRENHEIT = BigDecimal.valueOf(32);
    private static final BigDecimal FIVE = BigDecimal.valueOf(5);
    private static final BigDecimal NINE = BigDecimal.valueOf(9);
    private static final BigDecimal FREEZING_KELVIN = new BigDecimal("273.15");
    private static final int MAX_DECIMALS = 6;
    private static final int MIN_DECIMALS = 3;

    /** Returns the unit of a letter or a name; empty for any other text. */
    public static Optional<TemperatureUnit> of(String text) {
        return switch (text.strip().toUpperCase(Locale.ROOT)) {
            case "C", "CELSIUS", "°C" -> Optional.of(CELSIUS);
            case "F", "FAHRENHEIT", "°F" -> Optional.of(FAHRENHEIT);
            case "K", "KELVIN" -> Optional.of(KELVIN);
            default -> Optional.empty();
        };
    }

    /** Returns degrees Celsius. Fahrenheit is rounded to one decimal more than given, at least 3, at most 6; Kelvin is exact. */
    BigDecimal toCelsius(BigDecimal value) {
        int decimals = Math.clamp(value.scale() + 1L, MIN_DECIMALS, MAX_DECIMALS);
        return switch (this) {
            case CELSIUS -> value;
            case FAHRENHEIT ->
                value.subtract(FREEZING_FAHRENHEIT)
                        .multiply(FIVE)
                        .divide(NINE, MathContext.DECIMAL64)
                        .setScale(decimals, RoundingMode.HALF_UP);
            case KELVIN -> value.subtract(FREEZING_KELVIN);
        };
    }
}
