package io.frostline.coldroom.room;

import io.frostline.coldroom.detection.Over;
import io.frostline.platform.text.EnumText;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * One sensor under one limit of a room, or the room itself.
 *
 * @param sensor where the limit is held against several at once, none that a sensor can be named: see {@link #over}
 */
public record Watch(String site, String sensor, String room, String limit, Kind kind) {
    private static final String ALL = "*all";
    private static final String MEAN = "*mean";

    /** How time outside is counted; a limit for a day is one for each of its ends. */
    public enum Kind {
        EACH,
        DAILY_HIGH,
        DAILY_LOW,
        /** The mean kinetic temperature. */
        MKT,
        NO_DATA;

        /** As it is stored and answered: {@code daily-high}. */
        public String lowerCase() {
            return EnumText.of(this);
        }

        static Kind of(String name) {
            return EnumText.parse(Kind.class, name);
        }
    }

    /** Under the limit that a sensor be heard of. */
    public static Watch noData(String site, String sensor, String room) {
        return new Watch(site, sensor, room, Kind.NO_DATA.lowerCase(), Kind.NO_DATA);
    }

    /** A room under a limit that is held against all of its sensors or their mean. */
    public static Watch ofRoom(String site, Over over, String room, String limit, Kind kind) {
        return switch (over) {
            case ALL -> new Watch(site, ALL, room, limit, kind);
            case MEAN -> new Watch(site, MEAN, room, limit, kind);
            case ANY -> throw new IllegalArgumentException("a limit over any sensor is one for each");
        };
    }

    /** Of a row of {@code excursion}. */
    public static Watch of(ResultSet row) throws SQLException {
        return new Watch(
                row.getString("site"),
                row.getString("sensor"),
                row.getString("room"),
                row.getString("limit_name"),
                Kind.of(row.getString("kind")));
    }

    public Over over() {
        return switch (sensor) {
            case ALL -> Over.ALL;
            case MEAN -> Over.MEAN;
            default -> Over.ANY;
        };
    }

    /** Null where it is several at once. */
    public @Nullable String oneSensor() {
        return over() == Over.ANY ? sensor : null;
    }

    /** Null where it is one sensor: {@code all} or {@code mean}. */
    public @Nullable String severalSensors() {
        return over() == Over.ANY ? null : over().lowerCase();
    }

    /** What is outside, in words. */
    public String subject() {
        String subject = switch (over()) {
            case ALL -> "all sensors";
            case MEAN -> "mean of the sensors";
            case ANY -> sensor;
        };
        return kind == Kind.MKT ? "mean kinetic temperature of " + subject : subject;
    }
}
