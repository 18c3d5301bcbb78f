package io.frostline.coldroom.alarm;

import io.frostline.platform.text.EnumText;
import java.util.List;
import java.util.stream.Stream;

enum AlarmState {
    OPEN,
    ACKNOWLEDGED,
    /** The excursion is over, whether or not somebody acknowledged it. */
    ENDED,
    /** There was no excursion, or it did not last long enough. */
    WITHDRAWN;

    static final List<String> NAMES =
            Stream.of(values()).map(AlarmState::lowerCase).toList();

    String lowerCase() {
        return EnumText.of(this);
    }

    static AlarmState of(String lowerCase) {
        return EnumText.parse(AlarmState.class, lowerCase);
    }
}
