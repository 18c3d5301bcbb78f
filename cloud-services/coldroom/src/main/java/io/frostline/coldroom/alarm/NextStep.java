package io.frostline.coldroom.alarm;

import io.frostline.coldroom.room.Contacts;
import java.time.Instant;

sealed interface NextStep {
    /** Call to the contacts of a level, not before an instant. */
    record Call(int level, Instant at) implements NextStep {}

    /** Notice of the new state to those who were called. */
    record Tell(AlarmState state) implements NextStep {}

    record Nothing() implements NextStep {}

    /**
     * Returns the next step. Level after level is called while an alarm is open. An alarm that ended before it became known is told
     * to the first level alone. Those who were called are told the outcome; if nobody was called, nobody is told.
     */
    static NextStep of(Due alarm, Contacts contacts) {
        return switch (alarm.state()) {
            case OPEN -> call(alarm.level(), alarm, contacts);
            case ENDED -> alarm.told() == null ? call(0, alarm, contacts) : tell(alarm);
            case ACKNOWLEDGED, WITHDRAWN -> tell(alarm);
        };
    }

    private static NextStep call(int level, Due alarm, Contacts contacts) {
        return level < contacts.levels().size()
                ? new Call(
                        level, alarm.since().plus(contacts.levels().get(level).after()))
                : new Nothing();
    }

    private static NextStep tell(Due alarm) {
        return alarm.told() == null || alarm.told() == alarm.state() ? new Nothing() : new Tell(alarm.state());
    }
}
