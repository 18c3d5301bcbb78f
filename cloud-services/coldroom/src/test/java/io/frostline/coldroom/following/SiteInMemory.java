package io.frostline.coldroom.following;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.google.protobuf.UnsafeByteOperations;
import io.frostline.coldroom.detection.MaskRules.Event;
import io.frostline.coldroom.excursion.Finding;
import io.frostline.coldroom.excursion.Findings;
import io.frostline.coldroom.excursion.Found;
import io.frostline.coldroom.excursion.UpdateThrottle;
import io.frostline.coldroom.room.Plan;
import io.frostline.coldroom.room.Watch;
import io.frostline.contract.batch.Batch;
import io.frostline.contract.batch.BatchCodec;
import io.frostline.contract.column.Readings;
import io.frostline.contract.wire.Arrivals;
import io.frostline.contract.wire.Catalog;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Follower of one site that works as {@link Follower} does, with history and tables in memory; it can be killed. */
final class SiteInMemory {
    private static final Duration QUIET = Duration.ofSeconds(1);
    private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(5);
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper().registerModule(new JavaTimeModule());

    private final BatchCodec codec = new BatchCodec();
    private final Catalog catalog;
    private final Map<String, NavigableMap<Long, Readings>> history = new TreeMap<>();
    private final List<Arrivals.Arrived> arrivals = new ArrayList<>();
    private final Events events = new Events();
    private final Map<Watch, NavigableMap<Instant, Found>> found = new HashMap<>();
    private Plan plan;
    private UpdateThrottle throttle = new UpdateThrottle(CHECKPOINT_INTERVAL);
    private final Map<String, Instant> changed = new HashMap<>();
    private boolean heeded = true;
    private final Set<Event> told = new HashSet<>();
    private final List<Batch> withoutTime = new ArrayList<>();
    private boolean clockLearned;
    private @Nullable String saved;
    private SiteFollower follower;
    private int asked;
    private Instant later = Instant.parse("2027-01-01T00:00:00Z");

    SiteInMemory(Plan plan, Catalog catalog, Instant now) throws SQLException {
        this.plan = plan;
        this.catalog = catalog;
        this.follower = new SiteFollower(Happening.SITE, plan, masks(now));
    }

    /** In-memory form of the table of mask events. */
    private static final class Events implements MaskEvents {
        private final Map<Event, InRoom> byKey = new HashMap<>();

        @Override
        public void add(String site, List<InRoom> added) {
            added.forEach(each -> byKey.merge(
                    new Event(each.event().kind(), each.event().at(), true),
                    each,
                    (one, other) -> one.event().begins() ? one : other));
        }

        @Override
        public Map<String, List<Event>> between(String site, long from, long to) {
            return byKey.values().stream()
                    .filter(each -> each.event().at() >= from && each.event().at() < to)
                    .collect(Collectors.groupingBy(
                            InRoom::room, Collectors.mapping(InRoom::event, Collectors.toList())));
        }
    }

    private SiteMasks masks(Instant now) throws SQLException {
        return SiteMasks.load(Happening.SITE, events, now);
    }

    /** Adds a batch to history. */
    void arrive(Batch batch) {
        arrivals.add(Arrivals.Arrived.newBuilder()
                .setArrival(arrivals.size() + 1)
                .setBatch(UnsafeByteOperations.unsafeWrap(codec.encode(batch)))
                .build());
        if (batch.log().stream().anyMatch(entry -> entry.kind().equals(Batch.Entry.CLOCK_LEARNED))) {
            clockLearned = true;
            withoutTime.forEach(earlier -> hold(earlier, Happening.OFFSET));
        } else if (batch.boot() == null || clockLearned) {
            hold(batch, batch.boot() == null ? 0 : Happening.OFFSET);
        } else {
            withoutTime.add(batch);
        }
    }

    private void hold(Batch batch, long offset) {
        for (var column : batch.columns()) {
            NavigableMap<Long, Readings> held =
                    history.computeIfAbsent(catalog.getSensor(column.sensor()).getName(), sensor -> new TreeMap<>());
            Readings readings = column.readings().clockCorrected(offset);
            for (int i = 0; i < readings.size(); i++) {
                held.putIfAbsent(readings.at(i), readings.slice(i, i + 1));
            }
        }
        for (Batch.Entry entry : batch.log()) {
            MaskEvents.InRoom event = SiteMasks.of(entry, entry.atMillis() + offset);
            if (event != null) {
                told.add(event.event());
            }
        }
    }

    void change(Plan newPlan, Instant from) {
        plan = newPlan;
        catalog.getSensorList().forEach(sensor -> changed.put(sensor.getName(), from));
        heeded = false;
    }

    void turn(Instant now) throws IOException, SQLException, InterruptedException {
        if (!heeded) {
            follower.limitsChanged(plan, changed);
            heeded = true;
        }
        Findings arrived = new Findings();
        Arrivals.Builder feed = Arrivals.newBuilder()
                .setSite(Happening.SITE)
                .addCatalog(catalog.toByteString())
                .addAllArrived(arrivals.subList((int) follower.arrival(), arrivals.size()));
        if (clockLearned) {
            feed.addBoot(Arrivals.Boot.newBuilder().setBoot(Happening.BOOT).setOffsetMs(Happening.OFFSET));
        }
        follower.arrived(feed.build(), now, arrived);
        follower.keepLog((site, reports) -> {});
        keep(throttle.admit(arrived.list(), now));
        boolean more = follower.isDue(now, QUIET, TIMEOUT);
        while (more) {
            Findings anew = new Findings();
            more = follower.reevaluate(this::columns, now, anew);
            keep(throttle.admit(anew.list(), now));
        }
        reevaluateDerived(now);
        Findings silent = new Findings();
        follower.listen(now, silent);
        keep(throttle.admit(silent.list(), now));
        keep(throttle.takeDue(now));
    }

    private void reevaluateDerived(Instant now) throws IOException, SQLException, InterruptedException {
        boolean more = true;
        while (more) {
            Findings derived = new Findings();
            more = follower.reevaluateDerived(this::columns, now, POLL_INTERVAL, derived);
            keep(throttle.admit(derived.list(), now));
        }
    }

    /** Advances time until all derived limits and delayed updates have been evaluated. */
    void settle() throws IOException, SQLException, InterruptedException {
        later = later.plus(Duration.ofDays(1));
        reevaluateDerived(later);
        keep(throttle.takeDue(later));
    }

    private Map<String, Columns.Known> columns(Collection<String> sensors, long from, long to) {
        asked++;
        Map<String, Columns.Known> columns = new HashMap<>();
        for (String sensor : sensors) {
            boolean earlier = readings(sensor, 0, from).size() > 0;
            columns.put(sensor, new Columns.Known(readings(sensor, from, to), earlier));
        }
        return columns;
    }

    private Readings readings(String sensor, long from, long to) {
        Readings all = new Readings(300);
        history.getOrDefault(sensor, new TreeMap<>())
                .subMap(from, true, to, false)
                .values()
                .forEach(all::addAll);
        return all;
    }

    /** Returns how often history was queried. */
    int asked() {
        return asked;
    }

    /** Returns the defrost and door events that history knows. */
    Set<Event> told() {
        return told;
    }

    Readings readings(String sensor) {
        return readings(sensor, 0, Long.MAX_VALUE);
    }

    /** Stores findings, and the follow position with them if anything but an excursion's duration and peak has changed. */
    private void keep(List<Finding> findings) throws JsonProcessingException {
        String before = news();
        for (Finding finding : findings) {
            NavigableMap<Instant, Found> known = found.computeIfAbsent(finding.watch(), watch -> new TreeMap<>());
            Instant until = finding.until();
            known.subMap(finding.from(), true, until == null ? Instant.MAX : until, false)
                    .clear();
            for (Found each : finding.found()) {
                if (known.put(each.from(), each) != null) {
                    throw new AssertionError(each + " is found twice");
                }
            }
        }
        if (!before.equals(news())) {
            save();
        }
    }

    private String news() {
        return found.values().stream()
                .flatMap(known -> known.values().stream())
                .map(each -> each.from() + " " + each.to() + " " + each.raised())
                .sorted()
                .collect(Collectors.joining());
    }

    void save() throws JsonProcessingException {
        saved = JSON.writeValueAsString(follower.save());
        follower.saved();
        changed.clear();
    }

    /** Restarts the follower from what was stored and the follow position of that time. */
    void kill(Instant now) throws JsonProcessingException, SQLException {
        follower = saved == null
                ? new SiteFollower(Happening.SITE, plan, masks(now))
                : SiteFollower.of(JSON.readValue(saved, SiteFollower.Saved.class), plan, masks(now));
        heeded = changed.isEmpty();
        throttle = new UpdateThrottle(CHECKPOINT_INTERVAL);
        Findings open = new Findings();
        follower.open(open);
        throttle.delay(open.list());
    }

    List<Found> found(Watch watch) {
        return List.copyOf(found.getOrDefault(watch, new TreeMap<>()).values());
    }
}
