package io.frostline.coldroom.detection;

import static org.assertj.core.api.Assertions.assertThat;

import io.frostline.coldroom.detection.Limit.Stage;
import io.frostline.contract.column.Readings;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Test that readings in any order, split, late and repeated, give the whole's excursions, though only affected ranges are
 * evaluated.
 */
class EventTimeTest {
    private static final int INTERVAL = 60_000;
    /** Time zone whose midnight lies within the generated readings. */
    private static final ZoneId MIDNIGHT_AT_TWO = ZoneOffset.ofHours(-2);

    private static final Instant CHANGE = Instant.ofEpochMilli(150L * INTERVAL);

    @Property(tries = 5000)
    void orderDoesNotMatter(@ForAll long seed) {
        Random random = new Random(seed);
        Limits limits = limits(random);
        Masks masks = masks(random);
        Readings all = emitted(random);
        Store store = new Store(limits, masks);
        for (Readings part : parts(random, all)) {
            store.arrive(part);
            assertThat(store.excursions()).isEqualTo(Detection.excursions(store.readings(), limits, masks));
        }
        assertThat(store.excursions()).isEqualTo(Detection.excursions(all, limits, masks));
    }

    /** Readings arrive one by one, and only the detector's state is kept. */
    @Property(tries = 3000)
    void aStateIsAllThatReadingsToComeDependOn(@ForAll long seed) {
        Random random = new Random(seed);
        Limits limits = limits(random);
        Masks masks = masks(random);
        Readings all = emitted(random);
        List<Excursion> found = new ArrayList<>();
        ExcursionDetector.State state = ExcursionDetector.State.NEW;
        for (int from = 0; from < all.size(); ) {
            int to = Math.min(all.size(), from + 1 + random.nextInt(40));
            ExcursionDetector detector = new ExcursionDetector(limits, masks, state);
            found.addAll(detector.accept(all.slice(from, to)));
            state = detector.state();
            from = to;
        }
        new ExcursionDetector(limits, masks, state).open().ifPresent(found::add);
        assertThat(found).isEqualTo(Detection.excursions(all, limits, masks));
    }

    /** Store of excursions that re-evaluates the range between the calm readings around each arrival. */
    private static final class Store {
        private final Limits limits;
        private final Masks masks;
        private final TreeMap<Long, Readings> arrived = new TreeMap<>();
        private final TreeMap<Instant, Excursion> excursions = new TreeMap<>();

        private Store(Limits limits, Masks masks) {
            this.limits = limits;
            this.masks = masks;
        }

        private void arrive(Readings part) {
            for (int i = 0; i < part.size(); i++) {
                arrived.putIfAbsent(part.at(i), part.slice(i, i + 1));
            }
            Reevaluation now = Reevaluation.of(
                            new Reevaluation.Known(readings(), true, true),
                            part.firstAt(),
                            part.lastAt(),
                            limits,
                            masks)
                    .orElseThrow();
            Instant until = now.until() == null ? Instant.MAX : now.until();
            excursions.subMap(now.from(), true, until, false).clear();
            for (Excursion excursion : now.found()) {
                excursions.put(excursion.from(), excursion);
            }
        }

        private Readings readings() {
            Readings all = new Readings(arrived.size());
            arrived.values().forEach(all::addAll);
            return all;
        }

        private List<Excursion> excursions() {
            return List.copyOf(excursions.values());
        }
    }

    private static Limits limits(Random random) {
        boolean daily = random.nextBoolean();
        Map<Instant, Optional<Limit>> versions = new HashMap<>();
        versions.put(Instant.EPOCH, Optional.of(limit(random, daily)));
        if (random.nextBoolean()) {
            versions.put(CHANGE, random.nextInt(4) == 0 ? Optional.empty() : Optional.of(limit(random, daily)));
        }
        return new Limits(versions, delays(random));
    }

    /** Returns delays that always hold, or hold from a change on. */
    private static Delays delays(Random random) {
        Delays.Delay delay = new Delays.Delay(Duration.ofMinutes(1 + random.nextInt(20)), Instant.MAX);
        return random.nextInt(3) == 0
                ? Delays.NONE
                : new Delays(Map.of(random.nextBoolean() ? Instant.EPOCH : CHANGE, Optional.of(delay)));
    }

    private static Limit limit(Random random, boolean daily) {
        List<Stage> stages = List.of(
                new Stage("warning", Duration.ofMinutes(random.nextInt(6))),
                new Stage("critical", Duration.ofMinutes(6 + random.nextInt(6))));
        int sides = daily ? 1 : random.nextInt(3);
        return new Limit(
                sides < 1 ? null : sides == 1 && daily ? null : Long.valueOf(2_000_000),
                sides == 1 && !daily ? null : Long.valueOf(6_000_000),
                random.nextInt(3) * 500_000L,
                stages,
                daily ? MIDNIGHT_AT_TWO : null);
    }

    private static Masks masks(Random random) {
        List<Masks.Span> spans = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            long from = random.nextInt(300) * (long) INTERVAL + random.nextInt(INTERVAL);
            spans.add(new Masks.Span(from, from + 1 + random.nextInt(20 * INTERVAL)));
        }
        return new Masks(spans);
    }

    private static Readings emitted(Random random) {
        return Wandering.of(random, 0, INTERVAL, random.nextBoolean() ? INTERVAL : 0, 50 + random.nextInt(250));
    }

    private static List<Readings> parts(Random random, Readings all) {
        List<Readings> parts = new ArrayList<>();
        for (int from = 0; from < all.size(); ) {
            int to = Math.min(all.size(), from + 1 + random.nextInt(40));
            parts.add(all.slice(Math.max(0, from - random.nextInt(5)), to));
            from = to;
        }
        parts.add(parts.get(random.nextInt(parts.size())));
        Collections.shuffle(parts, random);
        return parts;
    }
}
