package io.frostline.coldroom.excursion;

import java.util.Locale;

/** One sensor under one limit of a room. */
public record Watch(String site, String sensor, String room, String limit, Kind kind) {
    /** How time outside is counted; a limit for a day is one for each of its ends. */
    public enum Kind {
        EACH,
        DAILY_HIGH,
        DAILY_LOW,
        NO_DATA;

        /** As it is stored and answered: {@code daily-high}. */
        public String lowerCase() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static Kind of(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
        }
    }

    /** Under the limit that a sensor be heard of. */
    public static Watch noData(String site, String sensor, String room) {
        return new Watch(site, sensor, room, Kind.NO_DATA.lowerCase(), Kind.NO_DATA);
    }
}
