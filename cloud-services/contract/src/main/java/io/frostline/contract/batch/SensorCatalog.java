package io.frostline.contract.batch;

import com.google.protobuf.InvalidProtocolBufferException;
import io.frostline.contract.Topics;
import io.frostline.contract.column.Malformed;
import io.frostline.contract.wire.Catalog;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The sensors of a site as its batches number them, each with the interval that is expected of it (0: unknown). */
public record SensorCatalog(List<Sensor> sensors, byte[] encoded, Digest id) {
    private static final int MAX_SENSORS = 100_000;

    public record Sensor(String name, Duration interval) {
        public int intervalMillis() {
            return (int) interval.toMillis();
        }
    }

    public static SensorCatalog of(List<Sensor> sensors) {
        Catalog.Builder catalog = Catalog.newBuilder();
        for (Sensor sensor : sensors) {
            catalog.addSensor(
                    Catalog.Sensor.newBuilder().setName(sensor.name()).setIntervalMs(sensor.intervalMillis()));
        }
        byte[] encoded = catalog.build().toByteArray();
        return new SensorCatalog(
                List.copyOf(sensors), encoded, Digest.of(encoded).shortened());
    }

    /** @throws Malformed if a name breaks {@link Topics#NAME_RULE} or stands twice, or an interval is negative */
    public static SensorCatalog decode(byte[] encoded) {
        try {
            return of(Catalog.parseFrom(encoded));
        } catch (InvalidProtocolBufferException e) {
            throw new Malformed("the catalog is not of the format: " + e.getMessage());
        }
    }

    static SensorCatalog of(Catalog catalog) {
        if (catalog.getSensorCount() > MAX_SENSORS) {
            throw new Malformed("a catalog of " + catalog.getSensorCount() + " sensors; at most " + MAX_SENSORS);
        }
        Set<String> names = new HashSet<>();
        for (Catalog.Sensor sensor : catalog.getSensorList()) {
            if (!Topics.isName(sensor.getName())) {
                throw new Malformed("a sensor's name must be " + Topics.NAME_RULE);
            }
            if (!names.add(sensor.getName())) {
                throw new Malformed("the catalog names " + sensor.getName() + " twice");
            }
            if (sensor.getIntervalMs() < 0) {
                throw new Malformed("the interval of " + sensor.getName() + " is too long");
            }
        }
        return of(catalog.getSensorList().stream()
                .map(s -> new Sensor(s.getName(), Duration.ofMillis(s.getIntervalMs())))
                .toList());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SensorCatalog catalog && id.equals(catalog.id);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }
}
