package io.frostline.coldroom.alarm;

import io.frostline.coldroom.room.Contacts;
import java.time.Instant;

/** What is to be said next of an alarm. */
sealed interface NextStep {
    /** The contacts of a level, not before an instant. */
    record Call(int level, Instant at) implements NextStep {}

    /** Those who were called, what became of it. */
    record Tell(AlarmState state) implements NextStep {}

    record Nothing() implements NextStep {}

    /**
     * Level after level is called while an alarm is open. One that had ended before it became known is told to the first level
     * alone. Who was called is told what became of it; where nobody was, nobody is.
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
