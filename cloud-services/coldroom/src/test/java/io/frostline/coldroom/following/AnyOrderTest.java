package io.frostline.coldroom.following;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.frostline.coldroom.detection.Derived;
import io.frostline.coldroom.detection.Detection;
import io.frostline.coldroom.detection.MaskRules.Event;
import io.frostline.coldroom.detection.Masks;
import io.frostline.coldroom.detection.NoData;
import io.frostline.coldroom.detection.NoDataDetector;
import io.frostline.coldroom.excursion.Found;
import io.frostline.coldroom.room.Plan;
import io.frostline.contract.batch.Batch;
import io.frostline.contract.batch.Digest;
import io.frostline.contract.column.ColumnCodec.Column;
import io.frostline.contract.column.Readings;
import io.frostline.contract.wire.Catalog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/**
 * Test that readings and log events lead to the same excursions and times without data in any order of arrival. They arrive
 * shuffled, split, late and repeated. Meanwhile the follower is killed, limits change, and the agent learns its clock's offset.
 */
class AnyOrderTest {
    private static final Instant END = Happening.BEGIN.plus(Duration.ofHours(12));
    /** Time longer than late readings are waited for. */
    private static final Duration SETTLE_TIME = Duration.ofSeconds(15);

    /**
     * Arrival of one batch.
     *
     * @param batch null if no batch arrives and only time passes
     */
    private record Delivery(Instant at, @Nullable Batch batch) {}

    @Property(tries = 500)
    void orderDoesNotMatter(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        Happening happening = Happening.of(random);
        List<Delivery> deliveries = deliveries(random, happening);
        SiteInMemory site = new SiteInMemory(
                happening.first(), Catalog.parseFrom(happening.catalog().encoded()), Happening.BEGIN);
        int change = random.nextInt(deliveries.size());
        for (int i = 0; i < deliveries.size(); i++) {
            Delivery delivery = deliveries.get(i);
            if (i == change) {
                site.change(happening.plan(), Happening.CHANGE);
            }
            if (delivery.batch != null) {
                site.arrive(delivery.batch);
            }
            site.turn(delivery.at);
            switch (random.nextInt(12)) {
                case 0 -> site.kill(delivery.at);
                case 1 -> site.save();
                default -> {}
            }
            boolean last = i == deliveries.size() - 1;
            if (last || random.nextInt(6) == 0 && deliveries.get(i + 1).at.isAfter(delivery.at.plus(SETTLE_TIME))) {
                Instant now = delivery.at.plus(SETTLE_TIME);
                site.turn(delivery.at); // again, in case it was killed
                site.turn(now);
                site.settle();
                assertAllIsFound(site, i < change ? happening.first() : happening.plan(), now);
            }
        }
    }

    @Property(tries = 50)
    void limitsOfLongAgoAskForWhatThereIs(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        Happening happening = Happening.of(random);
        SiteInMemory site = new SiteInMemory(
                happening.first(), Catalog.parseFrom(happening.catalog().encoded()), Happening.BEGIN);
        for (Batch batch : batches(random, happening)) {
            site.arrive(batch);
        }
        site.turn(END);
        site.turn(END.plus(SETTLE_TIME));
        site.settle();
        int asked = site.asked();
        site.change(happening.plan(), Instant.parse("2000-01-01T00:00:00Z"));
        site.turn(END.plus(SETTLE_TIME));
        site.turn(END.plus(SETTLE_TIME).plus(SETTLE_TIME));
        site.settle();
        assertThat(site.asked() - asked).isLessThan(8);
        assertAllIsFound(site, happening.plan(), END.plus(SETTLE_TIME).plus(SETTLE_TIME));
    }

    private static void assertAllIsFound(SiteInMemory site, Plan plan, Instant now) {
        Masks masks = plan.masksOf(Happening.ROOM)
                .masks(
                        site.told(),
                        Happening.BEGIN.minus(Duration.ofDays(1)).toEpochMilli(),
                        END.plus(Duration.ofDays(1)).toEpochMilli());
        assertAllDerivedIsFound(site, plan, masks);
        for (String sensor : Happening.SENSORS) {
            Readings readings = site.readings(sensor);
            plan.limitsOf(sensor)
                    .forEach((watch, limits) -> assertThat(site.found(watch))
                            .as(watch.toString())
                            .isEqualTo(Detection.excursions(readings, limits, masks).stream()
                                    .map(Found::of)
                                    .toList()));
            plan.delaysOf(sensor).forEach((watch, delays) -> {
                NoDataDetector detector = new NoDataDetector(delays, NoDataDetector.State.NEW);
                List<NoData> silent = detector.accept(readings);
                detector.open(now).ifPresent(silent::add);
                assertThat(site.found(watch))
                        .as(watch.toString())
                        .isEqualTo(silent.stream().map(Found::of).toList());
            });
        }
    }

    private static void assertAllDerivedIsFound(SiteInMemory site, Plan plan, Masks masks) {
        Map<String, Readings> known = new HashMap<>();
        Happening.SENSORS.forEach(sensor -> known.put(sensor, site.readings(sensor)));
        plan.derived().forEach((watch, derived) -> {
            Map<String, Readings> asked = new HashMap<>(known);
            asked.keySet().retainAll(derived.sensors());
            Derived.Series series = derived.new Series();
            long newest = asked.values().stream()
                    .filter(readings -> readings.size() > 0)
                    .mapToLong(Readings::lastAt)
                    .max()
                    .orElse(0);
            series.add(asked, 0, Long.MAX_VALUE, newest);
            assertThat(site.found(watch))
                    .as(watch.toString())
                    .isEqualTo(Detection.excursions(series.readings(), derived.limits(), masks).stream()
                            .map(Found::of)
                            .toList());
        });
    }

    /** Returns deliveries in one of these ways: mostly in time; all at the end, shuffled or in order; or days later. */
    private static List<Delivery> deliveries(Random random, Happening happening) {
        List<Delivery> deliveries = new ArrayList<>();
        int way = random.nextInt(5);
        for (Batch batch : batches(random, happening)) {
            long newest = batch.sequence() * Happening.INTERVAL;
            Instant recorded = Happening.BEGIN.plusMillis(newest);
            Instant at = switch (way) {
                case 0 -> END.plusSeconds(random.nextInt(120));
                case 1 -> END.plus(Duration.ofDays(1 + random.nextInt(3)));
                case 2 -> END.plusMillis(newest / 1000);
                default -> recorded.plusSeconds(random.nextInt(3) > 0 ? random.nextInt(50) : random.nextInt(3 * 3600));
            };
            deliveries.add(new Delivery(at, batch));
            if (random.nextInt(8) == 0) {
                deliveries.add(new Delivery(at.plusSeconds(random.nextInt(3600)), batch));
            }
            deliveries.add(new Delivery(recorded.plusSeconds(random.nextInt(1800)), null));
        }
        deliveries.sort(Comparator.comparing(Delivery::at));
        return deliveries;
    }

    /**
     * Returns batches of some minutes' records each, numbered by their last minute, that repeat a few earlier records. Log entries
     * have batches of their own.
     */
    private static List<Batch> batches(Random random, Happening happening) {
        List<Batch> batches = new ArrayList<>();
        for (Event event : happening.events()) {
            int minute = (int) Duration.between(Happening.BEGIN, Instant.ofEpochMilli(event.at()))
                    .toMinutes();
            batches.add(batch(happening, minute + 1, List.of(), List.of(entry(event))));
        }
        // it began before it knew the time
        int learned = Math.max(0, random.nextInt(400) - 200);
        int most = (int) Duration.between(Happening.BEGIN, END).toMinutes();
        for (int from = 0; from < most; ) {
            int to = Math.min(most, from + 1 + random.nextInt(40));
            long begin = Happening.BEGIN.toEpochMilli()
                    + (from - Math.max(0, random.nextInt(9) - 4)) * (long) Happening.INTERVAL;
            long end = Happening.BEGIN.toEpochMilli() + to * (long) Happening.INTERVAL;
            batches.add(batch(happening, to, columns(happening, begin, end), List.of()));
            from = to;
        }
        batches.replaceAll(batch -> batch.sequence() > learned ? batch : withoutTime(batch));
        if (learned > 0) {
            batches.add(batch(happening, learned, List.of(), List.of(learned(learned * (long) Happening.INTERVAL))));
        }
        return batches;
    }

    private static Batch withoutTime(Batch batch) {
        return new Batch(
                batch.site(),
                batch.epoch(),
                batch.sequence(),
                batch.previous(),
                batch.catalog(),
                Happening.BOOT,
                batch.columns().stream()
                        .map(column ->
                                new Column(column.sensor(), column.readings().clockCorrected(-Happening.OFFSET)))
                        .toList(),
                batch.log().stream()
                        .map(entry -> new Batch.Entry(
                                entry.atMillis() - Happening.OFFSET, entry.kind(), entry.text(), entry.detail()))
                        .toList(),
                batch.overflow());
    }

    private static Batch.Entry learned(long after) {
        long utc = Happening.BEGIN.toEpochMilli() + after;
        return new Batch.Entry(
                utc,
                Batch.Entry.CLOCK_LEARNED,
                "",
                Map.of(
                        "boot",
                        Long.toHexString(Happening.BOOT),
                        "monotonic",
                        Long.toString(utc - Happening.OFFSET),
                        "utc",
                        Long.toString(utc)));
    }

    private static List<Column> columns(Happening happening, long from, long to) {
        List<Column> columns = new ArrayList<>();
        for (String sensor : Happening.SENSORS) {
            Readings readings = requireNonNull(happening.sensors().get(sensor));
            Readings here = readings.slice(readings.indexFrom(from), readings.indexFrom(to));
            if (here.size() > 0) {
                columns.add(new Column(Happening.SENSORS.indexOf(sensor), here));
            }
        }
        return columns;
    }

    private static Batch batch(Happening happening, int sequence, List<Column> columns, List<Batch.Entry> log) {
        return new Batch(
                Happening.SITE, 1, sequence, Digest.NONE, happening.catalog().id(), null, columns, log, List.of());
    }

    private static Batch.Entry entry(Event event) {
        String kind = event.kind().equals("defrost")
                ? event.begins() ? Batch.Entry.DEFROST_STARTED : Batch.Entry.DEFROST_ENDED
                : event.begins() ? Batch.Entry.DOOR_OPENED : Batch.Entry.DOOR_CLOSED;
        return new Batch.Entry(event.at(), kind, "", Map.of("room", Happening.ROOM));
    }
}
