package io.frostline.coldroom.alarm;

import io.frostline.coldroom.room.Contacts;
import io.frostline.coldroom.room.RoomSetup;
import io.frostline.coldroom.room.Rooms;
import io.frostline.coldroom.room.Timeline;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Room setups of alarms, in force at one instant; later versions do not count. */
final class OnDuty {
    private final Map<String, Map<String, Timeline>> sites = new HashMap<>();
    private final Map<String, Contacts> contacts = new HashMap<>();
    private final Instant now;

    OnDuty(Rooms rooms, List<Due> alarms, Instant now) {
        this.now = now;
        alarms.forEach(alarm -> sites.computeIfAbsent(alarm.site(), rooms::timelines));
    }

    Contacts contacts(Due alarm) {
        return contacts.computeIfAbsent(
                alarm.site() + "/" + alarm.room(),
                room -> setup(alarm.site(), alarm.room(), now).map(Contacts::of).orElse(new Contacts(List.of())));
    }

    String zone(String site, String room) {
        return setup(site, room, now).map(RoomSetup::zone).orElse("UTC");
    }

    /** Returns the end of the limit that an excursion crossed, by the setup that held when it began. */
    @Nullable
    Double limit(Due alarm) {
        String side = alarm.facts().side();
        return side == null
                ? null
                : setup(alarm.site(), alarm.room(), alarm.facts().from())
                        .flatMap(setup -> setup.limits().stream()
                                .filter(limit ->
                                        limit.name().equals(alarm.facts().limit()))
                                .findFirst())
                        .map(limit -> side.equals("high") ? limit.high() : limit.low())
                        .map(BigDecimal::doubleValue)
                        .orElse(null);
    }

    private Optional<RoomSetup> setup(String site, String room, Instant at) {
        return Optional.ofNullable(sites.getOrDefault(site, Map.of()).get(room))
                .flatMap(timeline -> timeline.at(at))
                .map(version -> version.setup());
    }
}
