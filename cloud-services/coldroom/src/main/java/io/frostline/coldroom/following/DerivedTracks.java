package io.frostline.coldroom.following;

import io.frostline.coldroom.detection.Derived;
import io.frostline.coldroom.detection.Masks;
import io.frostline.coldroom.detection.Reevaluation;
import io.frostline.coldroom.excursion.Finding;
import io.frostline.coldroom.excursion.Findings;
import io.frostline.coldroom.room.Plan;
import io.frostline.coldroom.room.Watch;
import io.frostline.contract.batch.BatchCodec;
import io.frostline.contract.column.Readings;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Derived limits of a site. Used by one thread. */
final class DerivedTracks {
    private static final long HOUR = 3_600_000L;

    private final BatchLimits atOnce;
    private final SiteMasks masks;
    private final Map<String, Track> tracks;
    private final Map<Watch, DerivedTrack> all = new HashMap<>();
    private final Map<String, List<DerivedTrack>> bySensor = new HashMap<>();

    DerivedTracks(BatchLimits atOnce, SiteMasks masks, Map<String, Track> tracks) {
        this.atOnce = atOnce;
        this.masks = masks;
        this.tracks = tracks;
    }

    void watch(Map<Watch, Derived> limits) {
        limits.forEach((watch, derived) -> all.computeIfAbsent(
                watch,
                w -> new DerivedTrack(
                        w, derived, newest(derived.sensors()), longestInterval(derived), anyOnChange(derived))));
        index();
    }

    void restore(List<DerivedTrack.Saved> saved) {
        for (DerivedTrack.Saved each : saved) {
            all.computeIfPresent(
                    each.watch(),
                    (watch, track) -> new DerivedTrack(
                            each, track.derived(), newest(track.derived().sensors())));
        }
        index();
    }

    private void index() {
        bySensor.clear();
        all.values()
                .forEach(track -> track.derived()
                        .sensors()
                        .forEach(sensor -> bySensor.computeIfAbsent(sensor, s -> new ArrayList<>())
                                .add(track)));
    }

    List<DerivedTrack.Saved> save() {
        return all.values().stream().map(DerivedTrack::save).toList();
    }

    /** @param changed by sensor, the instant from which its limits differ */
    void limitsChanged(Map<Watch, Derived> limits, Map<String, Instant> changed) {
        watch(limits);
        all.forEach((watch, track) -> {
            Derived derived = limits.getOrDefault(watch, track.derived());
            Set<String> sensors = new HashSet<>(track.derived().sensors());
            sensors.addAll(derived.sensors());
            if (sensors.isEmpty()) { // a removed limit: its sensors are not known
                sensors.addAll(tracks.keySet());
            }
            long from = Long.MAX_VALUE;
            for (String sensor : sensors) {
                Instant since = changed.get(sensor);
                from = since == null ? from : Math.min(from, since.toEpochMilli());
            }
            track.limitsChanged(derived, Math.max(from, oldest(sensors)), newest(sensors));
        });
        index();
    }

    void arrive(String sensor, Readings readings, boolean late) {
        for (DerivedTrack track : bySensor.getOrDefault(sensor, List.of())) {
            track.arrive(sensor, readings, late);
        }
    }

    void placed(long from, long to) {
        all.values().forEach(track -> track.placed(from, to));
    }

    void masksChanged(String room, long from, long to) {
        all.values().stream()
                .filter(track -> track.watch().room().equals(room))
                .forEach(track -> track.masksChanged(from, to));
    }

    private Stream<Track> of(Set<String> sensors) {
        return sensors.stream().map(tracks::get).filter(track -> track != null);
    }

    private long newest(Set<String> sensors) {
        return of(sensors).mapToLong(Track::newest).max().orElse(Long.MIN_VALUE);
    }

    private long oldest(Set<String> sensors) {
        return of(sensors).mapToLong(Track::oldest).min().orElse(Long.MAX_VALUE);
    }

    /** Returns whether a sensor has no known interval. */
    private boolean anyOnChange(Derived derived) {
        return of(derived.sensors()).anyMatch(track -> track.interval() == 0);
    }

    private int longestInterval(Derived derived) {
        return of(derived.sensors()).mapToInt(Track::interval).max().orElse(0);
    }

    /** @return whether there is more to do at once */
    boolean reevaluate(Columns history, Plan plan, Instant now, Duration every, Findings findings)
            throws IOException, InterruptedException {
        for (DerivedTrack track : all.values()) {
            StaleRange stale = track.stale();
            if (stale != null && track.isDue(now, every)) {
                findings.add(reevaluate(history, plan, track, stale, now));
                return true;
            }
        }
        return false;
    }

    private Finding reevaluate(Columns history, Plan plan, DerivedTrack track, StaleRange stale, Instant now)
            throws IOException, InterruptedException {
        Derived derived = track.derived();
        long speaks = track.speaks();
        StaleRange piece = stale.first(atOnce.piece(derived.sensors().size()));
        StaleRange touched = new StaleRange(piece.from() - speaks, piece.to() + speaks + derived.window());
        Optional<Finding> found = Optional.empty();
        for (long margin = Math.max(HOUR, track.span()); found.isEmpty(); margin *= 4) {
            Reading reading = new Reading(history, track);
            Reevaluation.Known known = reading.around(touched, margin);
            if (reading.isBehind()) { // readings that got their time reached less far than they could have
                track.newestIs(reading.seen);
                known = new Reading(history, track).around(touched, margin);
            }
            Map<String, Masks> masked = masks.around(plan, List.of(new Columns.Known(known.ascending(), false)));
            found = track.reevaluate(
                    known, piece, touched, masked.getOrDefault(track.watch().room(), Masks.NONE), now);
        }
        return found.get();
    }

    /** Reader of the readings behind one derived limit, one time slice after the other. */
    private final class Reading {
        private final Columns history;
        private final DerivedTrack track;
        private final Set<String> sensors;
        private final long speaks;
        private final long newest;
        private boolean earlier;
        private boolean toTheEnd;
        private long seen = Long.MIN_VALUE;

        private Reading(Columns history, DerivedTrack track) {
            this.history = history;
            this.track = track;
            this.sensors = track.derived().sensors();
            this.speaks = track.speaks();
            this.newest = track.newest();
        }

        private Reevaluation.Known around(StaleRange touched, long margin) throws IOException, InterruptedException {
            Derived derived = track.derived();
            long validFrom = touched.from() - margin;
            toTheEnd = touched.to() + margin + speaks >= newest;
            long validTo = toTheEnd ? newest + 1 : touched.to() + margin;
            Derived.Series series = derived.new Series();
            long slice = atOnce.span(sensors.size());
            long begin = validFrom - derived.window();
            boolean fromTheStart = begin <= derived.begin();
            begin = Math.max(begin, derived.begin());
            for (long from = begin; from < validTo; from += slice) {
                add(series, from, Math.min(from + slice, validTo), from == begin);
            }
            Readings readings = series.readings();
            boolean whole = fromTheStart || !earlier;
            Readings valid = whole ? readings : readings.slice(readings.indexFrom(validFrom), readings.size());
            return new Reevaluation.Known(valid, whole, toTheEnd);
        }

        private boolean isBehind() {
            return toTheEnd && seen > Long.MIN_VALUE && seen < newest;
        }

        private void add(Derived.Series series, long from, long to, boolean first)
                throws IOException, InterruptedException {
            long until = Math.min(to + speaks, BatchCodec.LATEST.toEpochMilli());
            Map<String, Columns.Known> known = history.between(sensors, from - speaks, until);
            Map<String, Readings> readings = new HashMap<>();
            known.forEach((sensor, each) -> {
                readings.put(sensor, each.readings());
                earlier |= first && each.earlier();
                seen = each.readings().size() == 0
                        ? seen
                        : Math.max(seen, each.readings().lastAt());
                track.know(sensor, each.readings());
            });
            // where none are earlier, the first readings are among those read for their validity into the range
            series.add(readings, first ? from - speaks : from, to, Math.min(until, newest));
        }
    }
}
