package io.frostline.contract.batch;

import io.frostline.contract.Topics;
import io.frostline.contract.column.Malformed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Sensors of a site as its batches number them, each with its expected interval (0: unknown). */
public record SensorCatalog(List<Sensor> sensors, byte[] encoded, Digest id) {
    private static final int MAX_SENSORS = 100_000;

    public record Sensor(String name, Duration interval) {
        public int intervalMillis() {
            return (int) interval.toMillis();
        }
    }

    public static SensorCatalog of(List<Sensor> sensors) {
        ProtoWriter catalog = new ProtoWriter(sensors.size() * 32);
        for (Sensor sensor : sensors) {
            long interval = Integer.toUnsignedLong(sensor.intervalMillis());
            catalog.element(1, new ProtoWriter(32).text(1, sensor.name()).unsigned(2, interval));
        }
        byte[] encoded = catalog.toByteArray();
        return new SensorCatalog(
                List.copyOf(sensors), encoded, Digest.of(encoded).shortened());
    }

    /**
     * @throws Malformed if a name breaks {@link Topics#NAME_RULE} or occurs twice, an interval is negative or too long, or there
     *     are too many sensors
     */
    public static SensorCatalog decode(byte[] encoded) {
        List<Sensor> sensors = new ArrayList<>();
        Set<String> names = new HashSet<>();
        ProtoReader catalog = new ProtoReader(encoded);
        while (catalog.next()) {
            if (catalog.field() == 1) {
                Sensor sensor = sensor(catalog.message());
                if (!names.add(sensor.name())) {
                    throw new Malformed("the catalog names " + sensor.name() + " twice");
                }
                sensors.add(sensor);
            }
        }
        if (sensors.size() > MAX_SENSORS) {
            throw new Malformed("a catalog of " + sensors.size() + " sensors; at most " + MAX_SENSORS);
        }
        return of(sensors);
    }

    private static Sensor sensor(ProtoReader sensor) {
        String name = "";
        long intervalMillis = 0;
        while (sensor.next()) {
            switch (sensor.field()) {
                case 1 -> name = sensor.text();
                case 2 -> intervalMillis = sensor.number();
                default -> {} // of a later version
            }
        }
        if (!Topics.isName(name)) {
            throw new Malformed("a sensor's name must be " + Topics.NAME_RULE);
        }
        if (intervalMillis < 0 || intervalMillis > Integer.MAX_VALUE) {
            throw new Malformed("the interval of " + name + " is too long");
        }
        return new Sensor(name, Duration.ofMillis(intervalMillis));
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
