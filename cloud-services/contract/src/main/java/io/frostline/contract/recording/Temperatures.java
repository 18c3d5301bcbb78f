package io.frostline.contract.recording;

import io.frostline.contract.batch.BatchCodec;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Conversion of temperatures from and to text. */
public final class Temperatures {
    private static final int MAX_LENGTH = 40;

    private Temperatures() {}

    /** Parses a temperature to micro-degrees Celsius, rounded half up to six decimals. */
    public static long parse(String text) throws BadReading {
        try {
            if (text.length() > MAX_LENGTH) {
                throw new BadReading("celsius", "a temperature of " + text.length() + " characters");
            }
            BigDecimal value = new BigDecimal(text);
            if (value.precision() - value.scale() > 10 || value.scale() > 400) {
                throw new BadReading("celsius", text + " is no temperature");
            }
            return micro(value);
        } catch (NumberFormatException e) {
            throw new BadReading("celsius", "'" + text + "' is not a number; write it like -18.5");
        } catch (ArithmeticException e) {
            throw new BadReading("celsius", text + " lies outside -273.15 to 2000");
        }
    }

    /** Returns micro-degrees Celsius, rounded half up to six decimals. */
    public static long micro(BigDecimal celsius) throws BadReading {
        long micro = celsius.setScale(6, RoundingMode.HALF_UP).unscaledValue().longValueExact();
        if (!BatchCodec.isTemperature(micro)) {
            throw new BadReading("celsius", celsius.toPlainString() + " lies outside -273.15 to 2000");
        }
        return micro;
    }

    /** Returns the shortest text that keeps every digit: {@code -18.5}, {@code 3}. */
    public static String format(long microCelsius) {
        if (microCelsius % 1_000_000 == 0) {
            return Long.toString(microCelsius / 1_000_000);
        }
        return BigDecimal.valueOf(microCelsius, 6).stripTrailingZeros().toPlainString();
    }
}
