package io.frostline.coldroom.following;

import io.frostline.contract.column.ColumnCodec;
import io.frostline.contract.column.Readings;
import io.frostline.contract.wire.Arrivals;
import io.frostline.contract.wire.AskColumns;
import io.frostline.contract.wire.Follow;
import io.frostline.contract.wire.SensorColumns;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ProcessingException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Gatherers;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** Client of the history service. Every failure is an {@link IOException}, after which the same call can be retried. */
@ApplicationScoped
class HistoryClient {
    private static final int MAX_SENSORS = 500;
    private static final int BUFFER_BYTES = 1 << 16;

    private final HistoryApi history;

    HistoryClient(@RestClient HistoryApi history) {
        this.history = history;
    }

    interface EachSite {
        void accept(Arrivals arrivals) throws IOException, InterruptedException;
    }

    /** @param known by site, its last known arrival */
    void arrivals(Map<String, Long> known, EachSite each) throws IOException, InterruptedException {
        Follow.Builder asked = Follow.newBuilder();
        known.forEach((site, after) ->
                asked.addSite(Follow.Site.newBuilder().setName(site).setAfter(after)));
        try (InputStream answer = open(() -> history.arrivals(asked.build().toByteArray()))) {
            for (Arrivals arrivals = Arrivals.parseDelimitedFrom(answer);
                    arrivals != null;
                    arrivals = Arrivals.parseDelimitedFrom(answer)) {
                each.accept(arrivals);
            }
        }
    }

    Columns columns(String site) {
        return (sensors, from, to) -> {
            Map<String, Columns.Known> answer = new HashMap<>();
            for (List<String> some :
                    sensors.stream().gather(Gatherers.windowFixed(MAX_SENSORS)).toList()) {
                answer.putAll(columns(site, some, from, to));
            }
            return answer;
        };
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
        try (InputStream stream = open(() -> history.columns(site, asked.toByteArray()))) {
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

    private static InputStream open(Supplier<InputStream> call) throws IOException {
        try {
            return new BufferedInputStream(call.get(), BUFFER_BYTES);
        } catch (ProcessingException e) {
            throw new IOException("history can't be asked: " + e.getMessage(), e);
        }
    }
}
