package io.frostline.coldroom.alarm;

import io.frostline.contract.coldroom.AlarmNotice;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Alarms that share one message to the same recipients. */
record Notice(UUID id, Subject subject, Recipients recipients, List<Due> alarms) {
    /**
     * Subject of a notice.
     *
     * @param level that is called; null where those who were called are told the outcome
     */
    record Subject(
            String site,
            String room,
            String severity,
            String kind,
            @Nullable Integer level) {
        static Subject of(Due alarm, NextStep.Call call) {
            return new Subject(alarm.site(), alarm.room(), alarm.severity(), AlarmNotice.RAISED, call.level());
        }

        static Subject of(Due alarm, NextStep.Tell tell) {
            String kind = switch (tell.state()) {
                case OPEN -> throw new IllegalArgumentException("who was called knows that it is open");
                case ACKNOWLEDGED -> AlarmNotice.ACKNOWLEDGED;
                case ENDED -> AlarmNotice.ENDED;
                case WITHDRAWN -> AlarmNotice.WITHDRAWN;
            };
            return new Subject(alarm.site(), alarm.room(), alarm.severity(), kind, null);
        }
    }

    record Recipients(Set<String> mails, Set<String> webhooks) {
        static final Recipients NOBODY = new Recipients(Set.of(), Set.of());
    }
}
