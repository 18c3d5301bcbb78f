package io.frostline.edge.control;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

record RoomLog(String room, ControlLog log) {
    void say(String kind, String text, Map<String, String> detail) {
        Map<String, String> all = new TreeMap<>(detail);
        all.put("room", room);
        log.log(kind, room + ": " + text, all);
    }

    /** @param celsius the room's temperature; empty if not known */
    void say(Decision decision, OptionalDouble celsius) {
        Map<String, String> detail = new TreeMap<>();
        celsius.ifPresent(value -> detail.put("celsius", decimal(value)));
        decision.why().ifPresent(reason -> detail.put("reason", reason.word()));
        say(decision.kind(), decision.text(), detail);
    }

    static String decimal(double celsius) {
        return String.format(Locale.ROOT, "%.1f", celsius);
    }
}
