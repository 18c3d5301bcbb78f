package io.frostline.coldroom.following;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.frostline.coldroom.excursion.Findings;
import io.frostline.coldroom.room.Plan;
import io.frostline.coldroom.setpoint.SetPoints;
import io.frostline.contract.batch.Batch;
import io.frostline.contract.batch.BatchCodec;
import io.frostline.contract.batch.Decoded;
import io.frostline.contract.column.ColumnCodec;
import io.frostline.contract.column.Readings;
import io.frostline.contract.wire.Arrivals;
import io.frostline.contract.wire.Catalog;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Follow state of one site. Used by one thread. */
final class SiteFollower {
    private static final long DAY = 24 * 3_600_000L;
    /** Maximum number of events without a time, from an agent that never learns what time it is. */
    private static final int MAX_UNPLACED = 1_000;

    private final String site;
    private final SiteMasks masks;
    private final BatchCodec codec = new BatchCodec();
    private final Map<String, Track> tracks = new HashMap<>();
    private final StaleTracks staleTracks;
    private final DerivedTracks derived;
    private final List<Batch.Entry> reports = new ArrayList<>();
    /** Log events whose clock offset is not known yet, oldest first. */
    private final List<Unplaced> unplaced = new ArrayList<>();

    private Plan plan;
    /** Catalogs of the last arrivals, by their encoded bytes. */
    private Map<ByteString, Catalog> catalogs = Map.of();

    private Gathered gathered = new Gathered(Catalog.getDefaultInstance());

    private long arrival;
    private Instant listenedAt = Instant.EPOCH;
    private long version;
    private @Nullable Instant staleSince;
    private Instant lateAt = Instant.EPOCH;

    /** Stored state; its version grows with each save. A null list: stored before it existed. */
    record Saved(
            String site,
            long version,
            long arrival,
            List<Track.Saved> tracks,
            @Nullable List<DerivedTrack.Saved> derived,
            @Nullable List<Unplaced> unplaced) {}

    /** @param event in the time of that boot's clock */
    record Unplaced(long boot, MaskEvents.InRoom event) {}

    SiteFollower(String site, Plan plan, SiteMasks masks) {
        this.site = site;
        this.masks = masks;
        this.plan = plan;
        this.staleTracks = new StaleTracks(BatchLimits.DEFAULT, masks, tracks);
        this.derived = new DerivedTracks(BatchLimits.DEFAULT, masks, tracks);
        this.derived.watch(plan.derived());
        watch();
    }

    static SiteFollower of(Saved saved, Plan plan, SiteMasks masks) {
        SiteFollower follower = new SiteFollower(saved.site, plan, masks);
        follower.arrival = saved.arrival;
        follower.version = saved.version;
        saved.tracks.forEach(track -> follower.tracks.put(
                track.sensor(), Track.of(track, plan.limitsOf(track.sensor()), plan.delaysOf(track.sensor()))));
        follower.unplaced.addAll(saved.unplaced == null ? List.of() : saved.unplaced);
        follower.derived.restore(saved.derived == null ? List.of() : saved.derived);
        follower.watch();
        return follower;
    }

    Saved save() {
        List<Track.Saved> all = new ArrayList<>(tracks.size());
        tracks.forEach((sensor, track) -> all.add(track.save(sensor)));
        return new Saved(site, version + 1, arrival, all, derived.save(), List.copyOf(unplaced));
    }

    /** Confirms that the result of {@link #save} is durable. */
    void saved() {
        version++;
    }

    private void watch() {
        plan.delays().keySet().forEach(sensor -> tracks.computeIfAbsent(sensor, this::newTrack)); // also silent ones
        tracks.forEach((sensor, track) -> track.watch(plan.limitsOf(sensor), plan.delaysOf(sensor)));
        if (staleTracks.areAny()) {
            staleSince = Instant.EPOCH;
        }
    }

    /** @param changed by sensor, the instant from which its limits differ */
    void limitsChanged(Plan newPlan, Map<String, Instant> changed) {
        plan = newPlan;
        masks.rulesChanged();
        changed.forEach((sensor, from) -> {
            Track track = tracks.get(sensor);
            if (track != null) {
                track.limitsChanged(from.toEpochMilli());
            }
        });
        watch();
        derived.limitsChanged(plan.derived(), changed);
    }

    String name() {
        return site;
    }

    long arrival() {
        return arrival;
    }

    /** @return number of readings; each batch is taken once */
    long arrived(Arrivals arrivals, Instant now, Findings findings) {
        Map<Long, Long> boots = new HashMap<>();
        arrivals.getBootList().forEach(boot -> boots.put(boot.getBoot(), boot.getOffsetMs()));
        know(arrivals.getCatalogList());
        long readings = 0;
        Gathered.Taker taker = new Gathered.Taker() {
            @Override
            public Track track(String sensor) {
                return tracks.computeIfAbsent(sensor, SiteFollower.this::newTrack);
            }

            @Override
            public void take(String sensor, Track track, Readings readings) {
                SiteFollower.this.take(sensor, track, readings, now, findings);
            }
        };
        for (Arrivals.Arrived arrived : arrivals.getArrivedList()) {
            if (arrived.getArrival() > arrival) {
                arrival = arrived.getArrival();
                if (codec.decode(arrived.getBatch().toByteArray()) instanceof Decoded.Accepted accepted) {
                    Catalog catalog = requireNonNull(catalogs.get(arrivals.getCatalog(arrived.getCatalog())));
                    long received = arrived.getReceivedMs() == 0 ? now.toEpochMilli() : arrived.getReceivedMs();
                    take(accepted.batch(), received, catalog, boots, taker, now);
                    readings += accepted.batch().readingCount();
                }
            }
        }
        gathered.take(taker);
        return readings;
    }

    private void know(List<ByteString> encoded) {
        Map<ByteString, Catalog> known = new HashMap<>();
        for (ByteString each : encoded) {
            Catalog before = catalogs.get(each);
            try {
                known.put(each, before == null ? Catalog.parseFrom(each) : before);
            } catch (InvalidProtocolBufferException e) {
                throw new IllegalStateException("a catalog of site " + site + " can't be read", e);
            }
        }
        catalogs = known;
    }

    private void take(
            Batch batch, long received, Catalog catalog, Map<Long, Long> boots, Gathered.Taker taker, Instant now) {
        if (catalog != gathered.catalog()) {
            gathered.take(taker);
            gathered = new Gathered(catalog);
        } else if (!batch.log().isEmpty()) {
            gathered.take(taker);
        }
        Long boot = batch.boot();
        Long offset = boot == null ? Long.valueOf(0) : boots.get(boot);
        for (Batch.Entry entry : batch.log()) {
            take(entry, boot, offset, now);
        }
        place(boots, now);
        for (ColumnCodec.Column column : batch.columns()) {
            if (column.sensor() >= catalog.getSensorCount()) {
                continue; // as history does
            }
            Catalog.Sensor sensor = catalog.getSensor(column.sensor());
            Readings readings = column.readings().withInterval(sensor.getIntervalMs());
            if (offset == null) {
                tracks.computeIfAbsent(sensor.getName(), this::newTrack); // its readings get their time later
            } else {
                Readings placed = boot == null ? readings : readings.clockCorrected(offset);
                int unused = placed.flagFuture(received);
                gathered.add(column.sensor(), placed.withoutFuture(), taker);
            }
        }
    }

    private void take(String sensor, Track track, Readings readings, Instant now, Findings findings) {
        // masks of so long ago are not in memory
        boolean old = readings.firstAt() < now.toEpochMilli() - DAY && !plan.isUnmasked();
        boolean late = old
                ? track.arriveLate(readings)
                : track.arrive(readings, room -> masks.live(plan, room, now), findings);
        if (late) {
            late(now);
        }
        derived.arrive(sensor, readings, late);
    }

    private void late(Instant now) {
        lateAt = now;
        staleSince = staleSince == null ? now : staleSince;
    }

    private void take(Batch.Entry entry, @Nullable Long boot, @Nullable Long offset, Instant now) {
        if (entry.kind().equals(Batch.Entry.CLOCK_LEARNED)) {
            clockLearned(entry.detail(), now);
        }
        if (entry.kind().equals(Batch.Entry.IMPORT_WITHDRAWN)) {
            withdrawn(entry.detail(), now);
        }
        if (SetPoints.isReport(entry)) {
            reports.add(entry);
        }
        MaskEvents.InRoom event = SiteMasks.of(entry, entry.atMillis());
        if (event != null && offset != null) {
            heed(event.later(offset), now);
        } else if (event != null) {
            if (unplaced.size() == MAX_UNPLACED) {
                unplaced.removeFirst();
            }
            unplaced.add(new Unplaced(requireNonNull(boot), event));
        }
    }

    private void heed(MaskEvents.InRoom event, Instant now) {
        masks.add(event);
        long at = event.event().at();
        long until =
                at + plan.masksOf(event.room()).longest(event.event().kind()).toMillis();
        for (Track track : tracks.values()) {
            if (track.masksChanged(event.room(), at, until)) {
                late(now);
            }
        }
        derived.masksChanged(event.room(), at, until);
    }

    /** Applies events that came before the clock offset of their boot was known. */
    private void place(Map<Long, Long> boots, Instant now) {
        unplaced.removeIf(each -> {
            Long offset = boots.get(each.boot);
            if (offset != null) {
                heed(each.event.later(offset), now);
            }
            return offset != null;
        });
    }

    private Track newTrack(String sensor) {
        Track track = new Track();
        track.watch(plan.limitsOf(sensor), plan.delaysOf(sensor));
        return track;
    }

    /** Makes stale what was recorded since a boot whose clock offset has become known. */
    private void clockLearned(Map<String, String> detail, Instant now) {
        try {
            long utc = Long.parseLong(detail.getOrDefault("utc", ""));
            long monotonic = Long.parseLong(detail.getOrDefault("monotonic", ""));
            if (!BatchCodec.isPlausible(utc)
                    || !BatchCodec.isPlausible(utc - monotonic)
                    || utc > now.toEpochMilli() + DAY) {
                return;
            }
            tracks.values().forEach(track -> track.placed(utc - monotonic, utc));
            derived.placed(utc - monotonic, utc);
            late(now);
        } catch (NumberFormatException e) {
            // an entry without both numbers is ignored, as in history
        }
    }

    /** Makes stale where readings of history were withdrawn, so that they no longer count. */
    private void withdrawn(Map<String, String> detail, Instant now) {
        try {
            long from = Long.parseLong(detail.getOrDefault("from", ""));
            long to = Long.parseLong(detail.getOrDefault("to", ""));
            for (String sensor : detail.getOrDefault("sensors", "").split(",")) {
                Track track = tracks.get(sensor);
                if (track != null) {
                    track.withdrawn(from, to);
                }
            }
            derived.placed(from, to);
            late(now);
        } catch (NumberFormatException e) {
            // history writes these entries with both numbers
        }
    }

    /** Looks for sensors that have fallen silent, once a second at most. */
    void listen(Instant now, Findings findings) {
        if (listenedAt.plusSeconds(1).isAfter(now)) {
            return;
        }
        listenedAt = now;
        tracks.values().forEach(track -> track.listen(now, findings));
    }

    void open(Findings findings) {
        tracks.values().forEach(track -> track.open(findings));
    }

    /** Stores durably what the agent's log reported. */
    void keepLog(BiConsumer<String, List<Batch.Entry>> setPoints) {
        masks.keep();
        if (!reports.isEmpty()) {
            setPoints.accept(site, reports);
            reports.clear();
        }
    }

    /** Returns whether nothing came late for {@code quiet}, or the stale range has waited for {@code patience}. */
    boolean isDue(Instant now, Duration quiet, Duration patience) {
        Instant since = staleSince;
        return since != null
                && (!lateAt.plus(quiet).isAfter(now) || !since.plus(patience).isAfter(now));
    }

    /** @return whether more of the stale ranges is left to re-evaluate */
    boolean reevaluate(Columns history, Instant now, Findings findings) throws IOException, InterruptedException {
        staleTracks.reevaluate(history, plan, now, findings);
        boolean more = staleTracks.areAny();
        staleSince = more ? staleSince : null;
        return more;
    }

    /**
     * @param every interval at which an open excursion is re-evaluated
     * @return whether there is more to do at once
     */
    boolean reevaluateDerived(Columns history, Instant now, Duration every, Findings findings)
            throws IOException, InterruptedException {
        return derived.reevaluate(history, plan, now, every, findings);
    }
}
