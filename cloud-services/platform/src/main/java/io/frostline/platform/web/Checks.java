package io.frostline.platform.web;

import java.util.Collection;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks of request fields. Each refuses with the field's name and what would be valid. */
public final class Checks {
    private static final Pattern NAME = Pattern.compile(Constraints.NAME);

    private Checks() {}

    public static <T> T required(String field, @Nullable T value) {
        if (value == null) {
            throw Refused.badRequest(field, Constraints.MISSING);
        }
        return value;
    }

    public static String name(String field, @Nullable String value) {
        if (value == null || !NAME.matcher(value).matches()) {
            throw Refused.badRequest(field, Constraints.NAME_MESSAGE);
        }
        return value;
    }

    public static String text(String field, @Nullable String value) {
        if (value == null || value.isBlank() || value.length() > 500) {
            throw Refused.badRequest(field, Constraints.TEXT_MESSAGE);
        }
        return value;
    }

    public static String oneOf(String field, @Nullable String value, Collection<String> allowed) {
        if (value == null || !allowed.contains(value)) {
            throw Refused.badRequest(
                    field, "must be one of " + allowed.stream().sorted().toList());
        }
        return value;
    }

    public static void positive(String field, long value) {
        if (value <= 0) {
            throw Refused.badRequest(field, "must be more than zero");
        }
    }
}
