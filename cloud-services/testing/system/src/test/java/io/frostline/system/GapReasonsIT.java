package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.contract.batch.Batch;
import io.frostline.contract.batch.Digest;
import io.frostline.contract.column.ColumnCodec.Column;
import io.frostline.contract.column.Quality;
import io.frostline.contract.column.Readings;
import io.frostline.testing.Deployment;
import io.frostline.testing.RestClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Test that each reason for missing readings is reported with its time range. */
class GapReasonsIT {
    private static final long T0 = Instant.parse("2026-03-01T00:00:00Z").toEpochMilli();
    /** Instant at which ten readings follow a silence; ten readings from T0 precede it. */
    private static final long T1 = T0 + 600_000;

    private static final double[] TEN = {-20, -20, -20, -20, -20, -20, -20, -20, -20, -20};

    private final Deployment cloud = Deployment.shared();
    private final RestClient rest = cloud.api(Deployment.Part.HISTORY);

    @Test
    void overflow() {
        try (Chain chain = new Chain("gap-overflow")) {
            chain.readings(T0);
            chain.lose(3);
            chain.say(List.of(), List.of(new Batch.Overflow(2, 4, 589, 0, T0 + 10_000, T1 - 1000, chain.previous)));
            chain.readings(T1);
            assertGap("gap-overflow", "overflow");
        }
    }

    @Test
    void readingsDiscarded() {
        try (Chain chain = new Chain("gap-discarded")) {
            chain.readings(T0);
            chain.log(
                    T1 - 500,
                    Batch.Entry.READINGS_DISCARDED,
                    Map.of("from", Long.toString(T0 + 10_000), "readings", "589"));
            chain.readings(T1);
            assertGap("gap-discarded", "readings-discarded");
        }
    }

    @Test
    void readingsDiscardedWhileTheClockWasNotKnown() {
        try (Chain chain = new Chain("gap-discarded-1970")) {
            chain.readings(T0);
            chain.send(
                    0xb007L,
                    List.of(),
                    List.of(new Batch.Entry(
                            604_500,
                            Batch.Entry.READINGS_DISCARDED,
                            "discarded",
                            Map.of("from", "15000", "readings", "589"))),
                    List.of());
            chain.log(
                    T1 - 200,
                    Batch.Entry.CLOCK_LEARNED,
                    Map.of("boot", "b007", "monotonic", "5000", "utc", Long.toString(T0)));
            chain.readings(T1);
            assertGap("gap-discarded-1970", "readings-discarded");
        }
    }

    @Test
    void overflowOfBatchesWithoutAKnownClock() {
        try (Chain chain = new Chain("gap-overflow-1970")) {
            chain.readings(T0);
            chain.lose(3);
            chain.say(List.of(), List.of(new Batch.Overflow(2, 4, 589, 0, 0, 0, chain.previous)));
            chain.readings(T1);
            assertGap("gap-overflow-1970", "overflow");
        }
    }

    @Test
    void missingSequenceUntilItArrives() {
        try (Chain chain = new Chain("gap-missing")) {
            chain.readings(T0);
            byte[] late = chain.hold(T0 + 300_000);
            chain.readings(T1);
            assertGap("gap-missing", "missing-sequence");
            chain.site.send(late);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(gaps("gap-missing"))
                            .containsExactly(
                                    gap(T0 + 10_000, T0 + 300_000, "no-reading"), gap(T0 + 310_000, T1, "no-reading")));
        }
    }

    @Test
    void clockUnsynchronisedUntilItIsKnown() {
        try (Chain chain = new Chain("gap-clock")) {
            chain.readings(T0);
            chain.unsynchronised(0xb007L, 5_000);
            chain.readings(T1);
            assertGap("gap-clock", "clock-unsynchronised");
            chain.log(
                    T1 + 20_000,
                    Batch.Entry.CLOCK_LEARNED,
                    Map.of("boot", "b007", "monotonic", "5000", "utc", Long.toString(T0 + 300_000)));
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(gaps("gap-clock"))
                            .containsExactly(
                                    gap(T0 + 10_000, T0 + 300_000, "no-reading"), gap(T0 + 310_000, T1, "no-reading")));
        }
    }

    @Test
    void agentDown() {
        try (Chain chain = new Chain("gap-down")) {
            chain.readings(T0);
            chain.log(T1 - 200, Batch.Entry.AGENT_STARTED, Map.of());
            chain.readings(T1);
            assertGap("gap-down", "agent-down");
        }
    }

    @Test
    void noReading() {
        try (Chain chain = new Chain("gap-none")) {
            chain.readings(T0);
            chain.readings(T1);
            assertGap("gap-none", "no-reading");
        }
    }

    @Test
    void sensorFault() {
        try (Chain chain = new Chain("gap-fault")) {
            Readings readings = Site.readings(T0, TEN);
            for (int i = 10; i < 600; i++) {
                readings.add(T0 + i * 1000L, 0, Quality.TIMEOUT.code(), 1000);
            }
            readings.addAll(Site.readings(T1, TEN));
            chain.send(null, List.of(new Column(0, readings)), List.of(), List.of());
            assertGap("gap-fault", "sensor-fault");
        }
    }

    @Test
    void awaitingData() {
        long now = System.currentTimeMillis();
        try (Chain chain = new Chain("gap-awaiting")) {
            chain.readings(now - 120_000);
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                JsonNode gaps = rest.json("/sensors/gap-awaiting/probe/readings?resolution=raw&from="
                                + Instant.ofEpochMilli(now - 120_000) + "&to=" + Instant.ofEpochMilli(now + 3_600_000))
                        .path("gaps");
                assertThat(gaps).hasSize(1);
                assertThat(gaps.path(0).path("reason").asText()).isEqualTo("awaiting-data");
                assertThat(gaps.path(0).path("from").asText())
                        .isEqualTo(Instant.ofEpochMilli(now - 110_000).toString());
            });
        }
    }

    private void assertGap(String site, String reason) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(gaps(site)).containsExactly(gap(T0 + 10_000, T1, reason)));
    }

    private static String gap(long from, long to, String reason) {
        return Instant.ofEpochMilli(from) + " " + Instant.ofEpochMilli(to) + " " + reason;
    }

    private List<String> gaps(String site) {
        List<String> gaps = new ArrayList<>();
        JsonNode answer = rest.json("/sensors/" + site + "/probe/readings?resolution=raw&from="
                + Instant.ofEpochMilli(T0) + "&to=" + Instant.ofEpochMilli(T1 + 10_000));
        for (JsonNode gap : answer.path("gaps")) {
            gaps.add(gap.get("from").asText() + " " + gap.get("to").asText() + " "
                    + gap.get("reason").asText());
        }
        return gaps;
    }

    /** Epoch of a site, built batch by batch. */
    private final class Chain implements AutoCloseable {
        private final String name;
        private final Site site;
        private long sequence;
        private Digest previous = Digest.NONE;

        private Chain(String name) {
            this.name = name;
            this.site = new Site(cloud, name);
        }

        private void readings(long at) {
            send(null, List.of(new Column(0, Site.readings(at, TEN))), List.of(), List.of());
        }

        private void unsynchronised(long boot, long monotonic) {
            send(boot, List.of(new Column(0, Site.readings(monotonic, TEN))), List.of(), List.of());
        }

        private void log(long at, String kind, Map<String, String> detail) {
            say(List.of(new Batch.Entry(at, kind, kind, detail)), List.of());
        }

        private void say(List<Batch.Entry> log, List<Batch.Overflow> overflow) {
            send(null, List.of(), log, overflow);
        }

        /** Makes batches that are never sent. */
        private void lose(int batches) {
            for (int i = 0; i < batches; i++) {
                hold(T0 + 10_000L * (i + 1));
            }
        }

        private byte[] hold(long at) {
            return next(null, List.of(new Column(0, Site.readings(at, TEN))), List.of(), List.of());
        }

        private void send(
                @Nullable Long boot, List<Column> columns, List<Batch.Entry> log, List<Batch.Overflow> overflow) {
            site.send(next(boot, columns, log, overflow));
        }

        private byte[] next(
                @Nullable Long boot, List<Column> columns, List<Batch.Entry> log, List<Batch.Overflow> overflow) {
            byte[] encoded = site.encode(
                    new Batch(name, 1, ++sequence, previous, Site.CATALOG.id(), boot, columns, log, overflow));
            previous = Digest.of(encoded);
            return encoded;
        }

        @Override
        public void close() {
            site.close();
        }
    }
}
