package io.frostline.coldroom.following;

import io.frostline.coldroom.detection.MaskRules.Event;
import java.util.List;
import java.util.Map;

/** What agents said of defrosts and doors. */
interface MaskEvents {
    record InRoom(String room, Event event) {
        InRoom later(long millis) {
            return new InRoom(room, new Event(event.kind(), event.at() + millis, event.begins()));
        }
    }

    /** Durable on return. Where one of a kind begins and one ends at one instant, it begins, whichever is known first. */
    void add(String site, List<InRoom> events);

    /** By room, those in [from, to), milliseconds since 1970. */
    Map<String, List<Event>> between(String site, long from, long to);
}
