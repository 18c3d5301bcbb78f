package io.frostline.coldroom.following;

import io.frostline.contract.column.Readings;
import io.frostline.contract.wire.Catalog;
import org.jspecify.annotations.Nullable;

/** Collector of readings from consecutive batches of one catalog, by sensor: taken at once, as long as they are in order. */
final class Gathered {
    /** Maximum number of readings in a buffer that is kept for reuse. */
    private static final int MAX_KEPT = 256;

    private final Catalog catalog;
    private final @Nullable Readings[] bySensor;
    private final @Nullable Track[] tracks;

    interface Taker {
        Track track(String sensor);

        void take(String sensor, Track track, Readings readings);
    }

    Gathered(Catalog catalog) {
        this.catalog = catalog;
        this.bySensor = new Readings[catalog.getSensorCount()];
        this.tracks = new Track[bySensor.length];
    }

    Catalog catalog() {
        return catalog;
    }

    void add(int sensor, Readings readings, Taker taker) {
        if (readings.size() == 0) {
            return;
        }
        Readings before = bySensor[sensor];
        if (before != null
                && before.size() > 0
                && (before.lastAt() >= readings.firstAt() || !readings.isStrictlyAscending())) {
            take(sensor, taker);
            before = bySensor[sensor];
        }
        if (before == null) {
            before = new Readings(readings.size());
            bySensor[sensor] = before;
        }
        before.addAll(readings);
    }

    void take(Taker taker) {
        for (int sensor = 0; sensor < bySensor.length; sensor++) {
            take(sensor, taker);
        }
    }

    private void take(int sensor, Taker taker) {
        Readings readings = bySensor[sensor];
        if (readings == null || readings.size() == 0) {
            return;
        }
        String name = catalog.getSensor(sensor).getName();
        Track track = tracks[sensor];
        if (track == null) {
            track = taker.track(name);
            tracks[sensor] = track;
        }
        taker.take(name, track, readings);
        if (readings.size() > MAX_KEPT) {
            bySensor[sensor] = null;
        } else {
            readings.clear();
        }
    }
}
