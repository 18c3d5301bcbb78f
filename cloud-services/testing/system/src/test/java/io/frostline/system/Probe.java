package io.frostline.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;

/** Sensor of a site's room: its readings on one day, and the excursions found in them. */
final class Probe {
    static final String DAY = "2026-01-15T";
    /** Instant from which rooms have a setup. */
    static final String BEGIN = "2026-01-01T00:00:00Z";

    private final ColdRooms rooms;

    Probe(ColdRooms rooms) {
        this.rooms = rooms;
    }

    /** Stores one reading per minute from a time of the day until before another. */
    void hold(String site, String from, String to, double celsius) {
        hold(site, Instant.parse(DAY + from + ":00Z"), Instant.parse(DAY + to + ":00Z"), celsius);
    }

    void hold(String site, Instant from, Instant to, double celsius) {
        rooms.hold(site, "probe", from, to, celsius);
    }

    List<String> changes(JsonNode excursion) {
        return rooms.changes(excursion.get("id").asText());
    }

    /** Returns the instant this many minutes after eight. */
    static Instant at(int minute) {
        return Instant.parse(DAY + "08:00:00Z").plusSeconds(60L * minute);
    }

    /** Returns excursions without the times without data. */
    static List<JsonNode> excursions(List<JsonNode> all) {
        return all.stream()
                .filter(excursion -> !excursion.get("kind").asText().equals("no-data"))
                .toList();
    }

    static JsonNode excursion(List<JsonNode> all) {
        return excursions(all).getFirst();
    }

    static boolean isEnded(List<JsonNode> all) {
        return !excursions(all).isEmpty() && excursion(all).has("to");
    }
}
