package io.frostline.history.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.frostline.contract.column.Quality;
import io.frostline.contract.column.Readings;
import io.frostline.history.HistoryFixture;
import io.frostline.history.evidence.EvidenceStore;
import io.frostline.history.store.Registry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Test of readings in any order, in overlapping and repeated parts, moved to segments and merged at random moments. The answers
 * equal those of a plain sorted list in which the first arrival wins.
 */
class AnyArrivalIT {
    private static final int HISTORIES = 80;
    private static final long HOUR = 3_600_000L;
    /** Instant after everything has been received. */
    private static final Instant RECEIVED = Instant.parse("2199-01-01T00:00:00Z");

    private record Plain(long micro, byte quality, int interval) {}

    private final HistoryFixture history;

    AnyArrivalIT() throws Exception {
        history = HistoryFixture.shared();
    }

    @Test
    void answersAreThoseOfAPlainSortedList() throws Exception {
        long base = Long.getLong("frostline.seed", System.nanoTime());
        for (int i = 0; i < HISTORIES; i++) {
            oneHistory(base + i);
        }
    }

    private void oneHistory(long seed) throws Exception {
        Random random = new Random(seed);
        String site = "any-" + Long.toHexString(seed);
        int siteId = history.registry.site(site);
        int interval = List.of(0, 1_000, 15_000, 60_000, 900_000).get(random.nextInt(5));
        long step = interval == 0 ? 30_000 : interval;
        // some devices' clocks are far ahead
        String around = random.nextInt(5) == 0 ? "2150-12-30T21:00:00Z" : "2025-12-30T21:00:00Z";
        long begin = Instant.parse(around).toEpochMilli() + random.nextInt(100_000);
        Readings all = emitted(random, begin, step);
        List<Readings> parts = parts(random, all);
        TreeMap<Long, Plain> plain = new TreeMap<>();
        for (Readings part : parts) {
            history.database.write(c -> {
                EvidenceStore.lockSites(c, Set.of(siteId));
                return history.ownEpoch.append(
                        c,
                        siteId,
                        random.nextLong(),
                        "import",
                        Map.of("probe", part),
                        List.of(),
                        Map.of("probe", Duration.ofMillis(interval)),
                        RECEIVED);
            });
            for (int i = 0; i < part.size(); i++) {
                plain.putIfAbsent(part.at(i), new Plain(part.micro(i), part.quality(i), interval));
            }
            if (random.nextInt(3) == 0) {
                history.segmenter.flush(siteId);
            }
            if (random.nextInt(5) == 0) {
                history.merger.mergeOlderThan(Duration.ZERO);
            }
            if (random.nextInt(4) == 0) {
                compare(random, site, plain, seed);
            }
        }
        compare(random, site, plain, seed);
        CompletableFuture<Void> keeping = CompletableFuture.runAsync(() -> segmentAndMerge(siteId));
        do { // answers during the merge equal those before and after
            compare(random, site, plain, seed);
        } while (!keeping.isDone());
        keeping.get();
        compare(random, site, plain, seed);
        assertThat(history.verification.verify(site, siteId).problems())
                .as("seed " + seed)
                .isEmpty();
    }

    private void segmentAndMerge(int siteId) {
        try {
            history.segmenter.flush(siteId);
            history.merger.mergeOlderThan(Duration.ZERO);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Readings emitted(Random random, long begin, long step) {
        Readings all = new Readings(600);
        long at = begin;
        int size = 50 + random.nextInt(500);
        for (int i = 0; i < size; i++) {
            at += random.nextInt(60) == 0 ? step * (2 + random.nextInt(300)) : step;
            boolean good = random.nextInt(25) > 0;
            all.add(at, good ? (random.nextInt(300) - 250) * 100_000L : 0, good ? 0 : Quality.TIMEOUT.code(), 0);
        }
        return all;
    }

    /** Returns overlapping runs in random order, some of them twice, some values in conflict. */
    private static List<Readings> parts(Random random, Readings all) {
        List<Readings> parts = new ArrayList<>();
        for (int from = 0; from < all.size(); ) {
            int to = Math.min(all.size(), from + 1 + random.nextInt(80));
            parts.add(all.slice(Math.max(0, from - random.nextInt(10)), to));
            from = to;
        }
        for (int i = 0; i < 3; i++) {
            Readings again = parts.get(random.nextInt(parts.size()));
            Readings other = new Readings(again.size());
            for (int k = 0; k < again.size(); k++) {
                boolean conflict = random.nextInt(20) == 0;
                other.add(again.at(k), again.micro(k) + (conflict ? 100_000 : 0), again.quality(k), 0);
            }
            parts.add(other);
        }
        Collections.shuffle(parts, random);
        return parts;
    }

    private void compare(Random random, String site, TreeMap<Long, Plain> plain, long seed) throws Exception {
        Registry.Sensor sensor = history.registry.sensor(site, "probe").orElseThrow();
        long first = plain.firstKey();
        long last = plain.lastKey();
        long from = first - HOUR + random.nextLong(Math.max(1, (last - first) / 2) + HOUR);
        long to = from + 1 + random.nextLong(last - from + 2 * HOUR);
        Long before = plain.lowerKey(to);
        if (before != null && random.nextBoolean()) { // ends shortly after a reading
            to = Math.max(from + 1, before + 1 + random.nextInt(6_000));
        }
        compareRaw(sensor, plain, from, to, 1 + random.nextInt(700), seed);
        long length = List.of(60_000L, 900_000L, HOUR, 6 * HOUR, 24 * HOUR).get(random.nextInt(5));
        compareBuckets(sensor, plain, from, to, length, seed);
    }

    private void compareRaw(
            Registry.Sensor sensor, TreeMap<Long, Plain> plain, long from, long to, int limit, long seed)
            throws Exception {
        List<String> answered = new ArrayList<>();
        List<Gap> gaps = new ArrayList<>();
        Long next = from;
        while (next != null) {
            HistoryQuery.RawPage page = history.query.raw(sensor, next, to, limit);
            gaps.addAll(page.gaps());
            page.readings().forEach(r -> answered.add(r.at().toEpochMilli() + " " + r.celsius() + " " + r.quality()));
            next = page.next();
        }
        List<String> expected = new ArrayList<>();
        plain.subMap(from, to)
                .forEach((at, r) -> expected.add(at + " " + (r.quality == 0 ? Double.valueOf(r.micro / 1e6) : null)
                        + " " + Quality.nameOf(r.quality)));
        assertThat(answered).as("seed " + seed).isEqualTo(expected);
        assertThat(PlainGaps.joined(gaps)).as("seed " + seed).isEqualTo(PlainGaps.of(intervals(plain), from, to));
    }

    private static TreeMap<Long, PlainGaps.Reading> intervals(TreeMap<Long, Plain> plain) {
        TreeMap<Long, PlainGaps.Reading> readings = new TreeMap<>();
        plain.forEach((at, r) -> readings.put(at, new PlainGaps.Reading(r.interval, r.quality == 0)));
        return readings;
    }

    private void compareBuckets(
            Registry.Sensor sensor, TreeMap<Long, Plain> plain, long from, long to, long length, long seed)
            throws Exception {
        Map<Long, Answers.Bucket> answered = new TreeMap<>();
        List<Gap> gaps = new ArrayList<>();
        Long next = from;
        while (next != null) {
            HistoryQuery.BucketPage page = history.query.buckets(sensor, next, to, Duration.ofMillis(length), 100);
            gaps.addAll(page.gaps());
            for (Answers.Bucket bucket : page.buckets()) {
                answered.put(bucket.from().toEpochMilli(), bucket);
            }
            next = page.next();
        }
        for (long bucket = Math.floorDiv(from, length) * length; bucket < to; bucket += length) {
            expect(
                    answered.get(bucket),
                    plain,
                    Math.max(bucket, from),
                    Math.min(bucket + length, to),
                    bucket + length,
                    seed);
        }
        assertThat(PlainGaps.joined(gaps)).as("seed " + seed).isEqualTo(PlainGaps.of(intervals(plain), from, to));
    }

    private static void expect(
            Answers.@Nullable Bucket answer,
            TreeMap<Long, Plain> plain,
            long from,
            long to,
            long bucketEnd,
            long seed) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        long sum = 0;
        int count = 0;
        double kinetic = 0;
        double weight = 0;
        for (Map.Entry<Long, Plain> entry : plain.subMap(from, to).entrySet()) {
            Plain reading = entry.getValue();
            if (reading.quality != 0) {
                continue;
            }
            double celsius = reading.micro / 1e6;
            min = Math.min(min, celsius);
            max = Math.max(max, celsius);
            sum += reading.micro;
            count++;
            Long after = plain.subMap(from, true, to, false).higherKey(entry.getKey());
            long until = after == null ? bucketEnd : after;
            double held = Math.min(until - entry.getKey(), reading.interval > 0 ? reading.interval : HOUR);
            kinetic += held * Math.exp(-83144 / (8.3144 * (celsius + 273.15)));
            weight += held;
        }
        if (count == 0) {
            assertThat(answer == null || answer.count() == 0).as("seed " + seed).isTrue();
            return;
        }
        if (answer == null) {
            throw new AssertionError("no bucket from " + from + ", seed " + seed);
        }
        assertThat(answer.count()).as("seed " + seed).isEqualTo(count);
        assertThat(answer.min()).as("seed " + seed).isEqualTo(min);
        assertThat(answer.max()).as("seed " + seed).isEqualTo(max);
        assertThat(answer.mean())
                .as("seed " + seed)
                .isCloseTo(sum / 1e6 / count, org.assertj.core.data.Offset.offset(1e-6));
        double mkt = 83144 / 8.3144 / -Math.log(kinetic / weight) - 273.15;
        assertThat(answer.mkt()).as("seed " + seed).isCloseTo(mkt, org.assertj.core.data.Offset.offset(1e-3));
    }
}
