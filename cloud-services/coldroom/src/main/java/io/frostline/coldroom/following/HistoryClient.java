package io.frostline.coldroom.following;

import com.google.protobuf.MessageLite;
import io.frostline.coldroom.ColdroomConfig;
import io.frostline.contract.column.ColumnCodec;
import io.frostline.contract.column.Readings;
import io.frostline.contract.wire.Arrivals;
import io.frostline.contract.wire.AskColumns;
import io.frostline.contract.wire.Follow;
import io.frostline.contract.wire.SensorColumns;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Client of the history service. Every failure is an {@link IOException}, after which the same call can be retried. */
@ApplicationScoped
class HistoryClient {
    /** Timeout for the start of an answer, and for each further part of it. */
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private static final int MOST_SENSORS = 500;

    private final URI history;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("history-answers").factory());

    HistoryClient(ColdroomConfig config) {
        this.history = config.historyUrl();
    }

    interface EachSite {
        void accept(Arrivals arrivals) throws IOException, InterruptedException;
    }

    /** @param known by site, its last known arrival */
    void arrivals(Map<String, Long> known, EachSite each) throws IOException, InterruptedException {
        Follow.Builder asked = Follow.newBuilder();
        known.forEach((site, after) ->
                asked.addSite(Follow.Site.newBuilder().setName(site).setAfter(after)));
        try (InputStream answer = post("/api/v1/arrivals", asked.build())) {
            for (Arrivals arrivals = Arrivals.parseDelimitedFrom(answer);
                    arrivals != null;
                    arrivals = Arrivals.parseDelimitedFrom(answer)) {
                each.accept(arrivals);
            }
        }
    }

    /** Returns the readings of a site's sensors. */
    Columns columns(String site) {
        return (sensors, from, to) -> {
            Map<String, Columns.Known> answer = new HashMap<>();
            for (List<String> some : inLots(sensors)) {
                answer.putAll(columns(site, some, from, to));
            }
            return answer;
        };
    }

    private static List<List<String>> inLots(Collection<String> sensors) {
        List<String> all = List.copyOf(sensors);
        List<List<String>> lots = new ArrayList<>();
        for (int from = 0; from < all.size(); from += MOST_SENSORS) {
            lots.add(all.subList(from, Math.min(all.size(), from + MOST_SENSORS)));
        }
        return lots;
    }

    private Map<String, Columns.Known> columns(String site, Collection<String> sensors, long from, long to)
            throws IOException, InterruptedException {
        AskColumns asked = AskColumns.newBuilder()
                .addAllSensor(sensors)
                .setFromMs(from)
                .setToMs(to)
                .build();
        ColumnCodec codec = new ColumnCodec();
        Map<String, Columns.Known> answer = new HashMap<>();
        try (InputStream stream = post("/api/v1/columns/" + site, asked)) {
            for (SensorColumns sensor = SensorColumns.parseDelimitedFrom(stream);
                    sensor != null;
                    sensor = SensorColumns.parseDelimitedFrom(stream)) {
                Readings readings = new Readings(1024);
                sensor.getSegmentList().forEach(segment -> readings.addAll(codec.decodeSegment(segment.toByteArray())));
                answer.put(sensor.getSensor(), new Columns.Known(readings, sensor.getEarlier()));
            }
        }
        return answer;
    }

    private InputStream post(String path, MessageLite asked) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = http.send(
                HttpRequest.newBuilder(history.resolve(path))
                        .timeout(TIMEOUT)
                        .header("Content-Type", "application/x-protobuf")
                        .header("Accept", "application/x-protobuf")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(asked.toByteArray()))
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            response.body().close();
            throw new IOException("history answered " + response.statusCode() + " to " + path);
        }
        return new BufferedInputStream(new StallTimeoutInputStream(response.body(), TIMEOUT, clock), 1 << 16);
    }

    @PreDestroy
    void close() {
        clock.shutdownNow();
        http.shutdownNow();
    }
}
