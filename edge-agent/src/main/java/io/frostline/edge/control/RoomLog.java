package io.frostline.edge.control;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

record RoomLog(String room, ControlLog log) {
    void say(String kind, String text, Map<String, String> detail) {
        Map<String, String> all = new TreeMap<>(detail);
        all.put("room", room);
        log.log(kind, room + ": " + text, all);
    }

    /** @param celsius the room's temperature; null if not known */
    void say(Decision decision, @Nullable Double celsius) {
        Map<String, String> detail = new TreeMap<>();
        if (celsius != null) {
            detail.put("celsius", decimal(celsius));
        }
        Reason reason = decision.why();
        if (reason != null) {
            detail.put("reason", reason.word());
        }
        say(decision.kind(), decision.text(), detail);
    }

    static String decimal(double celsius) {
        return String.format(Locale.ROOT, "%.1f", celsius);
    }
}
