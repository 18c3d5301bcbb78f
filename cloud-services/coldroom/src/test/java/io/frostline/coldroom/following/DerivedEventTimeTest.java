package io.frostline.coldroom.following;

import static org.assertj.core.api.Assertions.assertThat;

import io.frostline.coldroom.detection.Delays;
import io.frostline.coldroom.detection.Derived;
import io.frostline.coldroom.detection.Detection;
import io.frostline.coldroom.detection.Excursion;
import io.frostline.coldroom.detection.Limit;
import io.frostline.coldroom.detection.Masks;
import io.frostline.coldroom.detection.Over;
import io.frostline.coldroom.detection.Wandering;
import io.frostline.coldroom.excursion.Finding;
import io.frostline.coldroom.excursion.Findings;
import io.frostline.coldroom.excursion.Found;
import io.frostline.coldroom.room.Plan;
import io.frostline.coldroom.room.Watch;
import io.frostline.contract.column.Quality;
import io.frostline.contract.column.Readings;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Test of limits of several sensors and of windows: readings that arrive shuffled, split, late and repeated give the excursions of
 * the whole, though only what can have changed is re-evaluated.
 */
class DerivedEventTimeTest {
    private static final int MINUTE = 60_000;
    private static final Watch WATCH = new Watch("site", "derived", "room", "limit", Watch.Kind.EACH);
    private static final Set<String> SENSORS = Set.of("a", "b", "c");

    @Property(tries = 1000)
    void orderDoesNotMatter(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        Derived derived = derived(random);
        List<Part> parts = new ArrayList<>();
        for (String sensor : derived.sensors()) {
            split(random, sensor, emitted(random), parts);
        }
        if (random.nextBoolean()) {
            Collections.shuffle(parts, random);
        } else {
            parts.sort((one, other) -> Long.compare(one.readings.firstAt(), other.readings.firstAt()));
        }
        Site site = new Site(derived);
        for (Part part : parts) {
            site.arrive(part);
            if (random.nextInt(3) == 0) {
                site.evaluate();
                assertThat(site.found()).isEqualTo(site.whole());
            }
        }
        site.evaluate();
        assertThat(site.found()).isEqualTo(site.whole());
    }

    /** Readings before the new limit are warmer than the new limit allows. */
    @Test
    void aLowerLimitIsHeldAgainstWhatCameBeforeIt() throws Exception {
        Derived before = kinetic(Map.of(0, 8));
        Site site = new Site(before);
        site.arrive(new Part("a", hold(0, 600, 7)));
        site.evaluate();
        site.change(kinetic(Map.of(0, 8, 600, 6)), 600);
        site.arrive(new Part("a", hold(600, 700, 5.9)));
        site.evaluate();
        assertThat(site.found()).isEqualTo(site.whole()).isNotEmpty();
    }

    /** One sensor is silent first, then both. */
    @Test
    void whatSilenceMeansIsFoundWhenItEnds() throws Exception {
        Limit limit = new Limit(null, 8_000_000L, 0, List.of(new Limit.Stage("warning", Duration.ofMinutes(10))));
        Derived mean = new Derived(
                Over.MEAN,
                Map.of(Instant.EPOCH, Optional.of(new Derived.Phase(Set.of("a", "b"), limit, null))),
                Delays.NONE);
        Site site = new Site(mean);
        Readings slow = new Readings(1);
        slow.add(0, 12_000_000, Quality.GOOD.code(), 15 * MINUTE);
        site.arrive(new Part("a", slow));
        site.arrive(new Part("b", hold(0, 3, 3)));
        site.evaluate();
        site.arrive(new Part("b", hold(120, 125, 5)));
        site.evaluate();
        assertThat(site.found()).isEqualTo(site.whole()).isNotEmpty();
    }

    /** The limit disappears, as when it is renamed in a version of the same instant. */
    @Test
    void aLimitThatIsNoneAnyMoreHasNoExcursions() throws Exception {
        Site site = new Site(kinetic(Map.of(0, 8)));
        site.arrive(new Part("a", hold(0, 600, 9)));
        site.evaluate();
        assertThat(site.found()).isNotEmpty();
        site.change(new Derived(Over.ANY, Map.of(Instant.EPOCH, Optional.empty()), Delays.NONE), 0);
        site.evaluate();
        assertThat(site.found()).isEmpty();
    }

    /**
     * Returns a limit of sensor {@code a} over a window of five hours.
     *
     * @param high limit in degrees, by the minute from which it holds
     */
    private static Derived kinetic(Map<Integer, Integer> high) {
        Map<Instant, Optional<Derived.Phase>> phases = new HashMap<>();
        high.forEach((from, celsius) -> phases.put(
                Instant.ofEpochMilli(from * (long) MINUTE),
                Optional.of(new Derived.Phase(
                        Set.of("a"),
                        new Limit(null, celsius * 1_000_000L, 0, List.of(new Limit.Stage("warning", Duration.ZERO))),
                        Duration.ofHours(5)))));
        return new Derived(Over.ANY, phases, Delays.NONE);
    }

    /** Returns one reading per minute from {@code from} until before {@code to}. */
    private static Readings hold(int from, int to, double celsius) {
        Readings readings = new Readings(to - from);
        for (int i = from; i < to; i++) {
            readings.add(i * (long) MINUTE, Math.round(celsius * 1e6), Quality.GOOD.code(), MINUTE);
        }
        return readings;
    }

    private record Part(String sensor, Readings readings) {}

    /** Site whose history is what has arrived, and whose excursions are stored as in the database. */
    private static final class Site implements Columns {
        private Derived derived;
        private final Map<String, TreeMap<Long, Readings>> history = new HashMap<>();
        private final Map<String, Track> tracks = new HashMap<>();
        private final DerivedTracks derivedTracks;
        private final TreeMap<Instant, Found> found = new TreeMap<>();
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        private Site(Derived derived) {
            this.derived = derived;
            SiteMasks noMasks = new SiteMasks("site", new MaskTable(new PGSimpleDataSource()), Map.of());
            derivedTracks = new DerivedTracks(new BatchLimits(6L * 60 * MINUTE, 3 * 6_000), noMasks, tracks);
            derivedTracks.watch(Map.of(WATCH, derived));
        }

        private void arrive(Part part) {
            TreeMap<Long, Readings> known = history.computeIfAbsent(part.sensor, sensor -> new TreeMap<>());
            for (int i = 0; i < part.readings.size(); i++) {
                known.putIfAbsent(part.readings.at(i), part.readings.slice(i, i + 1));
            }
            Track track = tracks.computeIfAbsent(part.sensor, Site::track);
            boolean late = track.arrive(part.readings, room -> Masks.NONE, new Findings());
            derivedTracks.arrive(part.sensor, part.readings, late);
        }

        private static Track track(String sensor) {
            Track track = new Track();
            Delays never = new Delays(Map.of());
            track.watch(Map.of(), Map.of(Watch.noData("site", sensor, "room"), never));
            return track;
        }

        private void change(Derived newDerived, int fromMinute) {
            derived = newDerived;
            derivedTracks.limitsChanged(
                    Map.of(WATCH, derived), Map.of("a", Instant.ofEpochMilli(fromMinute * (long) MINUTE)));
        }

        private void evaluate() throws Exception {
            boolean more = true;
            while (more) {
                now = now.plus(Duration.ofHours(1));
                Findings findings = new Findings();
                more = derivedTracks.reevaluate(
                        this, new Plan(Map.of(), Map.of(), Map.of(), Map.of()), now, Duration.ZERO, findings);
                findings.list().forEach(this::keep);
            }
        }

        private void keep(Finding finding) {
            Instant until = finding.until() == null ? Instant.MAX : finding.until();
            found.subMap(finding.from(), true, until, false).clear();
            finding.found().forEach(each -> found.put(each.from(), each));
        }

        private List<Found> found() {
            return List.copyOf(found.values());
        }

        private List<Found> whole() throws Exception {
            Derived.Series series = derived.new Series();
            Map<String, Readings> all = new HashMap<>();
            between(derived.sensors(), 0, Long.MAX_VALUE).forEach((sensor, known) -> all.put(sensor, known.readings()));
            long newest = all.values().stream()
                    .filter(r -> r.size() > 0)
                    .mapToLong(Readings::lastAt)
                    .max()
                    .orElse(0);
            series.add(all, 0, Long.MAX_VALUE, newest);
            List<Excursion> excursions = Detection.excursions(series.readings(), derived.limits());
            return excursions.stream().map(Found::of).toList();
        }

        @Override
        public Map<String, Known> between(Collection<String> sensors, long from, long to) {
            Map<String, Known> answer = new HashMap<>();
            for (String sensor : sensors) {
                TreeMap<Long, Readings> all = history.getOrDefault(sensor, new TreeMap<>());
                Readings readings = new Readings(16);
                all.subMap(from, true, to, false).values().forEach(readings::addAll);
                answer.put(sensor, new Known(readings, !all.headMap(from).isEmpty()));
            }
            return answer;
        }
    }

    private static Derived derived(Random random) {
        boolean ofWindow = random.nextBoolean();
        Duration window = ofWindow ? Duration.ofMinutes(60L + random.nextInt(240)) : null;
        boolean daily = !ofWindow && random.nextInt(3) == 0;
        Over over = Over.values()[(ofWindow ? 0 : 1) + random.nextInt(ofWindow ? 3 : 2)];
        Limit limit = limit(random, ofWindow, daily);
        Map<Instant, Optional<Derived.Phase>> phases = new HashMap<>();
        Set<String> sensors = over == Over.ANY ? Set.of("a") : SENSORS;
        phases.put(
                Instant.ofEpochMilli(random.nextInt(100) * (long) MINUTE),
                Optional.of(new Derived.Phase(sensors, limit, window)));
        if (random.nextBoolean()) {
            Set<String> then = over == Over.ANY ? sensors : Set.of("a", "b");
            Limit other = limit(random, ofWindow, daily);
            phases.put(
                    Instant.ofEpochMilli(2_000L * MINUTE),
                    random.nextInt(3) == 0 ? Optional.empty() : Optional.of(new Derived.Phase(then, other, window)));
        }
        Delays delays =
                random.nextBoolean() ? Delays.NONE : Detection.always(Duration.ofMinutes(1 + random.nextInt(180)));
        return new Derived(over, phases, delays);
    }

    private static Limit limit(Random random, boolean highOnly, boolean daily) {
        @Nullable ZoneId day = daily ? ZoneOffset.ofHours(-2) : null;
        List<Limit.Stage> stages = List.of(
                new Limit.Stage("warning", Duration.ofMinutes(random.nextInt(10))),
                new Limit.Stage("critical", Duration.ofMinutes(10 + random.nextInt(20))));
        int sides = highOnly || daily ? 0 : random.nextInt(3);
        return new Limit(
                sides == 0 ? null : Long.valueOf(1_000_000),
                sides == 2 ? null : Long.valueOf(6_000_000 + random.nextInt(3) * 500_000),
                random.nextInt(3) * 500_000L,
                stages,
                day);
    }

    /** Returns readings of about three days at a random interval. */
    private static Readings emitted(Random random) {
        int interval = MINUTE * (random.nextInt(4) == 0 ? 90 : 1 + random.nextInt(20));
        int expected = random.nextInt(3) == 0 ? 0 : interval;
        return Wandering.of(random, random.nextInt(interval), interval, expected, 2 * 24 * 60 * MINUTE / interval);
    }

    private static void split(Random random, String sensor, Readings all, List<Part> parts) {
        for (int from = 0; from < all.size(); ) {
            int to = Math.min(all.size(), from + 1 + random.nextInt(random.nextBoolean() ? 10 : 400));
            parts.add(new Part(sensor, all.slice(Math.max(0, from - random.nextInt(5)), to)));
            from = to;
        }
    }
}
