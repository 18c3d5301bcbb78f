package io.frostline.coldroom.following;

import io.frostline.coldroom.detection.Masks;
import io.frostline.coldroom.detection.Reevaluation;
import io.frostline.coldroom.excursion.Findings;
import io.frostline.coldroom.room.Plan;
import io.frostline.contract.batch.BatchCodec;
import io.frostline.contract.column.Readings;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Re-evaluation of a site's stale sensors from history, one lot of sensors at a time. The readings of a lot are in memory at once.
 */
final class StaleTracks {
    private static final int MAX_SENSORS = 500;
    private static final long HOUR = 3_600_000L;
    private static final long DAY = 24 * HOUR;
    /** Milliseconds around a stale range for which history is read until calm readings are found; the last reads all of it. */
    private static final long[] MARGINS = {HOUR, 26 * HOUR, 32 * DAY, Long.MAX_VALUE};

    private final BatchLimits atOnce;
    private final SiteMasks masks;
    private final Map<String, Track> tracks;
    /** Index of the next margin, by sensor; absent: 0. */
    private final Map<String, Integer> attempts = new HashMap<>();

    StaleTracks(BatchLimits atOnce, SiteMasks masks, Map<String, Track> tracks) {
        this.atOnce = atOnce;
        this.masks = masks;
        this.tracks = tracks;
    }

    boolean areAny() {
        return tracks.values().stream().anyMatch(track -> track.stale() != null);
    }

    void reevaluate(Columns history, Plan plan, Instant now, Findings findings)
            throws IOException, InterruptedException {
        int attempt = stale().mapToInt(s -> attempts.getOrDefault(s, 0)).min().orElse(0);
        Map<String, StaleRange> lot = lot(attempt);
        if (!lot.isEmpty()) {
            reevaluate(history, plan, lot, attempt, now, findings);
        }
    }

    private Stream<String> stale() {
        return tracks.entrySet().stream()
                .filter(track -> track.getValue().stale() != null)
                .map(Map.Entry::getKey);
    }

    /** Returns the next lot: as many sensors as together have not too many readings, at least one. */
    private Map<String, StaleRange> lot(int attempt) {
        long margin = MARGINS[attempt];
        Map<String, StaleRange> lot = new TreeMap<>();
        StaleRange all = null;
        for (String sensor : stale().sorted().toList()) {
            if (attempts.getOrDefault(sensor, 0) == attempt) {
                StaleRange next = piece(sensor);
                all = all == null ? next : all.and(next.from(), next.to());
                long span = all.to() - all.from() + 2 * Math.min(margin, 64 * DAY);
                if (!lot.isEmpty() && span > atOnce.span(lot.size() + 1) || lot.size() == MAX_SENSORS) {
                    return lot;
                }
                lot.put(sensor, next);
            }
        }
        return lot;
    }

    private StaleRange piece(String sensor) {
        Track track = tracks.get(sensor);
        StaleRange stretch = track == null ? null : track.stale();
        if (stretch == null) {
            throw new IllegalStateException(sensor + " is not stale");
        }
        return stretch.first(atOnce.piece());
    }

    private void reevaluate(
            Columns history, Plan plan, Map<String, StaleRange> lot, int attempt, Instant now, Findings findings)
            throws IOException, InterruptedException {
        long margin = MARGINS[attempt];
        boolean all = margin == Long.MAX_VALUE;
        long askedFrom = all
                ? 0
                : lot.values().stream().mapToLong(StaleRange::from).min().orElseThrow() - margin;
        long askedTo = all
                ? BatchCodec.LATEST.toEpochMilli()
                : lot.values().stream().mapToLong(StaleRange::to).max().orElseThrow() + margin;
        Map<String, Columns.Known> known = history.between(lot.keySet(), askedFrom, askedTo);
        Map<String, Masks> masked = masks.around(plan, known.values());
        lot.forEach((sensor, stretch) -> {
            Track track = tracks.get(sensor);
            if (track != null) {
                Columns.Known of = known.getOrDefault(sensor, Columns.Known.NOTHING);
                Readings until = of.readings().slice(0, of.readings().indexFrom(track.newest() + 1));
                Reevaluation.Known whole =
                        new Reevaluation.Known(until, all || !of.earlier(), askedTo > track.newest());
                boolean done =
                        track.reevaluate(whole, stretch, room -> masked.getOrDefault(room, Masks.NONE), now, findings);
                attempts.put(sensor, done ? 0 : attempt + 1);
            }
        });
    }
}
