package io.frostline.coldroom.following;

import io.frostline.coldroom.detection.MaskRules.Event;
import java.util.List;
import java.util.Map;

/** Defrost and door events that agents reported. */
interface MaskEvents {
    record InRoom(String room, Event event) {
        InRoom later(long millis) {
            return new InRoom(room, new Event(event.kind(), event.at() + millis, event.begins()));
        }
    }

    /**
     * Stores events durably before it returns. Where one of a kind begins and one ends at one instant, it begins, in any order of
     * arrival.
     */
    void add(String site, List<InRoom> events);

    /** Returns, by room, the events in [from, to), milliseconds since 1970. */
    Map<String, List<Event>> between(String site, long from, long to);
}
