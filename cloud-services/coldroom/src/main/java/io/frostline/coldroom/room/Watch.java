package io.frostline.coldroom.room;

import io.frostline.coldroom.detection.Over;
import io.frostline.platform.text.EnumText;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * One sensor, or the room itself, under one limit of a room.
 *
 * @param sensor for a limit on several sensors, a value that no sensor can be named: see {@link #over}
 */
public record Watch(String site, String sensor, String room, String limit, Kind kind) {
    private static final String ALL = "*all";
    private static final String MEAN = "*mean";

    /** Method of counting time outside; a daily limit has one kind for each of its ends. */
    public enum Kind {
        EACH,
        DAILY_HIGH,
        DAILY_LOW,
        /** Mean kinetic temperature. */
        MKT,
        NO_DATA
    }

    /** Returns the no-data watch of a sensor. */
    public static Watch noData(String site, String sensor, String room) {
        return new Watch(site, sensor, room, EnumText.of(Kind.NO_DATA), Kind.NO_DATA);
    }

    /** Returns the watch of a room under a limit on all of its sensors or their mean. */
    public static Watch ofRoom(String site, Over over, String room, String limit, Kind kind) {
        return switch (over) {
            case ALL -> new Watch(site, ALL, room, limit, kind);
            case MEAN -> new Watch(site, MEAN, room, limit, kind);
            case ANY -> throw new IllegalArgumentException("a limit over any sensor is one for each");
        };
    }

    /** Returns the watch of a row of {@code excursion}. */
    public static Watch of(ResultSet row) throws SQLException {
        return new Watch(
                row.getString("site"),
                row.getString("sensor"),
                row.getString("room"),
                row.getString("limit_name"),
                EnumText.parse(Kind.class, row.getString("kind")));
    }

    public Over over() {
        return switch (sensor) {
            case ALL -> Over.ALL;
            case MEAN -> Over.MEAN;
            default -> Over.ANY;
        };
    }

    /** Returns the sensor; null where the watch has several at once. */
    public @Nullable String oneSensor() {
        return over() == Over.ANY ? sensor : null;
    }

    /** Returns {@code all} or {@code mean}; null where the watch has one sensor. */
    public @Nullable String severalSensors() {
        return over() == Over.ANY ? null : EnumText.of(over());
    }

    /** Returns what is outside, in words. */
    public String subject() {
        String subject = switch (over()) {
            case ALL -> "all sensors";
            case MEAN -> "mean of the sensors";
            case ANY -> sensor;
        };
        return kind == Kind.MKT ? "mean kinetic temperature of " + subject : subject;
    }
}
