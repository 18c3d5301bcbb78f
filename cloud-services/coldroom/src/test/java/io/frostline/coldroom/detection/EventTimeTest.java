package io.frostline.coldroom.detection;

import static org.assertj.core.api.Assertions.assertThat;

import io.frostline.coldroom.detection.Limit.Stage;
import io.frostline.contract.column.Quality;
import io.frostline.contract.column.Readings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Readings that come shuffled, split, late and repeated give the excursions of the whole, though only what they touch is looked at. */
class EventTimeTest {
    private static final int INTERVAL = 60_000;
    private static final Instant CHANGE = Instant.ofEpochMilli(150L * INTERVAL);

    @Property(tries = 2000)
    void orderDoesNotMatter(@ForAll long seed) {
        Random random = new Random(seed);
        Limits limits = limits(random);
        Readings all = emitted(random);
        Store store = new Store(limits);
        for (Readings part : parts(random, all)) {
            store.arrive(part);
            assertThat(store.excursions()).isEqualTo(ExcursionDetector.detect(store.readings(), limits));
        }
        assertThat(store.excursions()).isEqualTo(ExcursionDetector.detect(all, limits));
    }

    /** What a keeper of excursions does: re-evaluates from one calm reading to another around what came. */
    private static final class Store {
        private final Limits limits;
        private final TreeMap<Long, Readings> arrived = new TreeMap<>();
        private final TreeMap<Instant, Excursion> excursions = new TreeMap<>();

        private Store(Limits limits) {
            this.limits = limits;
        }

        private void arrive(Readings part) {
            for (int i = 0; i < part.size(); i++) {
                arrived.putIfAbsent(part.at(i), part.slice(i, i + 1));
            }
            Readings readings = readings();
            int first = ExcursionDetector.calmBefore(readings, readings.indexFrom(part.firstAt()), limits);
            int last = ExcursionDetector.calmAfter(readings, readings.indexFrom(part.lastAt()), limits);
            excursions
                    .subMap(
                            Instant.ofEpochMilli(readings.at(first)),
                            true,
                            Instant.ofEpochMilli(readings.at(last)),
                            true)
                    .clear();
            for (Excursion excursion : ExcursionDetector.detect(readings.slice(first, last + 1), limits)) {
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
        Limit first = limit(random);
        return random.nextBoolean()
                ? Limits.always(first)
                : new Limits(Map.of(Instant.EPOCH, first, CHANGE, limit(random)));
    }

    private static Limit limit(Random random) {
        List<Stage> stages = List.of(
                new Stage("warning", Duration.ofMinutes(random.nextInt(6))),
                new Stage("critical", Duration.ofMinutes(6 + random.nextInt(6))));
        int sides = random.nextInt(3);
        return new Limit(
                sides == 0 ? null : Long.valueOf(2_000_000),
                sides == 1 ? null : Long.valueOf(6_000_000),
                random.nextInt(3) * 500_000L,
                stages);
    }

    private static Readings emitted(Random random) {
        Readings all = new Readings(300);
        long at = 0;
        double celsius = 4;
        for (int i = 0; i < 50 + random.nextInt(250); i++) {
            at += random.nextInt(30) == 0 ? INTERVAL * (2L + random.nextInt(20)) : INTERVAL;
            celsius += random.nextGaussian() + 0.1 * (4 - celsius);
            boolean good = random.nextInt(30) > 0;
            all.add(
                    at,
                    good ? Math.round(celsius * 10) * 100_000L : 0,
                    (good ? Quality.GOOD : Quality.FAULT).code(),
                    INTERVAL);
        }
        return all;
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
