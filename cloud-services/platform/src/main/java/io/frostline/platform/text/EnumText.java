package io.frostline.platform.text;

import java.util.Locale;

/** Text form of enum constants in bodies, rows and messages: {@code PLACE_ORDER} is {@code place-order}. */
public final class EnumText {
    private EnumText() {}

    public static String of(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Returns the constant of a text.
     *
     * @throws IllegalArgumentException if the type has no such constant
     */
    public static <E extends Enum<E>> E parse(Class<E> type, String text) {
        return Enum.valueOf(type, text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
