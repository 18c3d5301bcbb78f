package io.frostline.history.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.frostline.contract.column.Readings;
import io.frostline.contract.recording.PlainReading;
import io.frostline.history.HistoryFixture;
import io.frostline.history.evidence.EvidenceStore;
import io.frostline.history.evidence.OwnEpoch;
import io.frostline.history.segment.Conflicts;
import io.frostline.history.store.Registry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Test of readings whose instants are ahead of the receiver's clock, before and after they become segments. */
class FutureReadingsIT {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final HistoryFixture history = HistoryFixture.shared();
    private String site = "";

    FutureReadingsIT() throws Exception {}

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void areKeptAndFlaggedAndNeverTheLatest(boolean segmented) throws Exception {
        begin("latest", segmented);
        imported(NOW, -18.5, "2026-03-01T12:00:00Z", "2026-03-01T12:00:59Z");
        imported(NOW, 9.0, "2026-03-01T12:02:00Z", "2026-03-01T18:00:00Z", "2099-12-31T23:59:59Z");
        settle(segmented);

        assertThat(latest()).isEqualTo("2026-03-01T12:00:59Z");
        HistoryQuery.RawPage page =
                history.query.raw(sensor(), millis("2026-03-01T11:00:00Z"), millis("2100-01-01T00:00:00Z"), 10);
        assertThat(page.readings())
                .extracting(Answers.Reading::quality)
                .containsExactly("good", "good", "future", "future", "future");
        assertThat(page.readings()).extracting(Answers.Reading::celsius).containsExactly(-18.5, -18.5, 9.0, 9.0, 9.0);
        List<Answers.Bucket> buckets = history.query
                .buckets(
                        sensor(),
                        millis("2026-03-01T00:00:00Z"),
                        millis("2026-03-02T00:00:00Z"),
                        Duration.ofDays(1),
                        10)
                .buckets();
        assertThat(buckets).singleElement().satisfies(day -> {
            assertThat(day.max()).isEqualTo(-18.5);
            assertThat(day.count()).isEqualTo(2);
        });
        assertThat(history.verification
                        .verify(site, history.registry.site(site))
                        .problems())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatComesInItsTimeTakesTheirPlace(boolean segmented) throws Exception {
        begin("place", segmented);
        imported(NOW, 9.0, "2026-03-01T13:00:00Z");
        settle(segmented);
        imported(NOW.plus(Duration.ofHours(1)), -18.5, "2026-03-01T13:00:00Z", "2026-03-01T13:00:10Z");
        settle(segmented);

        assertThat(latest()).isEqualTo("2026-03-01T13:00:10Z");
        HistoryQuery.RawPage page =
                history.query.raw(sensor(), millis("2026-03-01T12:00:00Z"), millis("2026-03-01T14:00:00Z"), 10);
        assertThat(page.readings()).extracting(Answers.Reading::celsius).containsExactly(-18.5, -18.5);
        List<Conflicts.Conflict> conflicts = history.database.read(c -> Conflicts.of(c, history.registry, sensor()));
        assertThat(conflicts).singleElement().satisfies(conflict -> {
            assertThat(conflict.kept()).isEqualTo(-18.5);
            assertThat(conflict.lost()).isEqualTo(9.0);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSensorWithNothingElseHasNoLatest(boolean segmented) throws Exception {
        begin("alone", segmented);
        imported(NOW, 9.0, "2026-03-01T14:00:00Z", "2026-03-01T14:00:10Z");
        settle(segmented);
        assertThat(history.query.latest(sensor())).isEmpty();
        if (segmented) {
            assertThat(sensor().future()).isEqualTo(2);
        }
    }

    private void begin(String name, boolean segmented) {
        site = "future-" + name + "-" + segmented;
    }

    private void settle(boolean segmented) throws SQLException {
        if (segmented) {
            history.segmenter.flush(history.registry.site(site));
            history.merger.mergeOlderThan(Duration.ZERO);
        }
    }

    private String latest() throws SQLException {
        return history.query.latest(sensor()).orElseThrow().at().toString();
    }

    private Registry.Sensor sensor() throws SQLException {
        return history.registry.sensor(site, "probe").orElseThrow();
    }

    private void imported(Instant received, double celsius, String... instants) throws SQLException {
        Map<String, Readings> readings = new TreeMap<>();
        for (String at : instants) {
            OwnEpoch.add(
                    readings,
                    new PlainReading("probe", millis(at), Math.round(celsius * 1e6)),
                    received.toEpochMilli());
        }
        int siteId = history.registry.site(site);
        history.database.write(c -> {
            EvidenceStore.lockSites(c, Set.of(siteId));
            return history.ownEpoch.append(
                    c,
                    siteId,
                    received.hashCode(),
                    "import",
                    readings,
                    List.of(),
                    Map.of("probe", Duration.ofSeconds(10)),
                    received);
        });
    }

    private static long millis(String instant) {
        return Instant.parse(instant).toEpochMilli();
    }
}
