package io.frostline.system;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.contract.batch.Batch;
import io.frostline.contract.batch.Digest;
import io.frostline.contract.column.ColumnCodec.Column;
import io.frostline.testing.Deployment;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Site whose cooler is warm for fifty minutes; a defrost explains the first forty. */
final class Defrosted implements AutoCloseable {
    private static final Instant WARM = Instant.parse("2026-01-15T08:10:00Z");

    private final ColdRooms rooms;
    private final String name;
    private final Site site;
    private Instant at = WARM.minusSeconds(600);
    private long sequence;

    Defrosted(Deployment cloud, ColdRooms rooms, String name) {
        this.rooms = rooms;
        this.name = name;
        rooms.set(
                name + "/cooler",
                ColdRooms.chilled("2026-01-01T00:00:00Z", "probe")
                        .replace("\"from\"", "\"masks\":{\"defrost\":\"PT2H\"},\"from\""));
        site = new Site(cloud, name);
    }

    /**
     * Sends warm readings.
     *
     * @param log log entries sent with them
     */
    void warm(List<Batch.Entry> log) {
        send(4, 600, List.of());
        send(9, 3000, log);
        goOn(List.of());
    }

    /** Sends one cold minute. */
    void goOn(List<Batch.Entry> log) {
        send(4, 60, log);
    }

    /** Returns a defrost that begins one minute before the warm time and lasts 41 minutes. */
    static List<Batch.Entry> defrost() {
        return List.of(
                new Batch.Entry(
                        WARM.minusSeconds(60).toEpochMilli(), "defrost-started", "defrost", Map.of("room", "cooler")),
                new Batch.Entry(
                        WARM.plusSeconds(2400).toEpochMilli(), "defrost-ended", "defrost", Map.of("room", "cooler")));
    }

    /** Waits until the excursion's end and its warning are known. */
    JsonNode awaitRaised() {
        return rooms.await(
                        name,
                        all -> isEnded(all) && all.getFirst().get("raised").has("warning"))
                .getFirst();
    }

    /** Waits until the excursion's end is known and it has raised nothing. */
    JsonNode awaitMasked() {
        return rooms.await(
                        name,
                        all -> isEnded(all) && all.getFirst().get("raised").isEmpty())
                .getFirst();
    }

    private static boolean isEnded(List<JsonNode> all) {
        return !all.isEmpty()
                && all.getFirst().get("kind").asText().equals("each")
                && all.getFirst().has("to");
    }

    private void send(double celsius, int seconds, List<Batch.Entry> log) {
        double[] readings = new double[seconds];
        Arrays.fill(readings, celsius);
        site.send(site.encode(new Batch(
                name,
                1,
                ++sequence,
                Digest.NONE,
                Site.CATALOG.id(),
                null,
                List.of(new Column(0, Site.readings(at.toEpochMilli(), readings))),
                log,
                List.of())));
        at = at.plusSeconds(seconds);
    }

    @Override
    public void close() {
        site.close();
    }
}
