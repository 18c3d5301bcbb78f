package io.frostline.coldroom.alarm;

import io.frostline.contract.coldroom.AlarmNotice;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Alarm that may need a notice.
 *
 * @param told the state that the recipients were last told of; null where nobody was called
 * @param level the next to be called
 * @param since when it has been open
 */
record Due(
        String site,
        String room,
        String severity,
        AlarmState state,
        @Nullable AlarmState told,
        int level,
        Instant since,
        AlarmNotice.Alarm facts) {
    String key() {
        return facts.excursion() + "/" + severity;
    }

    Due said(NextStep step) {
        int next = step instanceof NextStep.Call call ? call.level() + 1 : level;
        return new Due(site, room, severity, state, state, next, since, facts);
    }
}
