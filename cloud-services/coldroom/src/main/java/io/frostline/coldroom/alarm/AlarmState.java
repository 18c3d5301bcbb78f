package io.frostline.coldroom.alarm;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

enum AlarmState {
    OPEN,
    ACKNOWLEDGED,
    /** The excursion is over, whether or not somebody acknowledged it. */
    ENDED,
    /** There was no excursion, or it did not last for so long. */
    WITHDRAWN;

    static final List<String> NAMES =
            Stream.of(values()).map(AlarmState::lowerCase).toList();

    String lowerCase() {
        return name().toLowerCase(Locale.ROOT);
    }

    static AlarmState of(String lowerCase) {
        return valueOf(lowerCase.toUpperCase(Locale.ROOT));
    }
}
