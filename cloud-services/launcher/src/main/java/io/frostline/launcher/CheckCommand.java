package io.frostline.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Command that sends a reading as a device without an agent does, and reads it back: through MQTT, Kafka, the database and REST.
 * Exit code 0: it came back as it was sent.
 */
@Command(
        name = "check",
        description = "Sends a reading by MQTT and reads it back by REST.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    private static final String SENSOR = "check";
    private static final Duration POLL_INTERVAL = Duration.ofMillis(200);
    /** Pause before the reading is sent again, since nobody may have subscribed yet. A duplicate is the same reading. */
    private static final Duration SEND_INTERVAL = Duration.ofSeconds(5);

    @Option(names = "--url", description = "where history answers; default: ${DEFAULT-VALUE}")
    private String url = "http://localhost:8080";

    @Option(names = "--broker", description = "tcp:// or ssl://; default: ${DEFAULT-VALUE}")
    private String broker = "tcp://localhost:1883";

    @Option(names = "--site", description = "default: ${DEFAULT-VALUE}")
    private String site = "helm-test";

    @Option(
            names = {"--timeout", "--patience"},
            description = "seconds; default: ${DEFAULT-VALUE}")
    private int timeout = 60;

    @Option(names = "--username", defaultValue = "${env:MQTT_USERNAME}", description = "default: MQTT_USERNAME")
    private @Nullable String username;

    @Option(names = "--password", defaultValue = "${env:MQTT_PASSWORD}", description = "default: MQTT_PASSWORD")
    private @Nullable String password;

    @Option(
            names = "--trust",
            description = "PEM file of who may have signed the broker's certificate; default: those that the JVM knows")
    private @Nullable Path trust;

    @Override
    public Integer call() throws InterruptedException {
        Instant at = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        double celsius = ThreadLocalRandom.current().nextInt(-300, 100) / 10.0;
        String reading =
                String.format(Locale.ROOT, "{\"sensor\":\"%s\",\"at\":\"%s\",\"celsius\":%s}", SENSOR, at, celsius);
        String trouble = "nothing came back";
        long deadline = System.nanoTime() + Duration.ofSeconds(timeout).toNanos();
        while (System.nanoTime() < deadline) {
            try (Device device = Device.connect(broker, site, username, password, trust);
                    DemoApi api = new DemoApi(url)) {
                device.send(reading);
                if (comesBack(api, at, celsius, Math.min(deadline, System.nanoTime() + SEND_INTERVAL.toNanos()))) {
                    System.out.println(
                            "a reading of " + celsius + " C went to " + broker + " and came back from " + url);
                    return 0;
                }
            } catch (MqttException | IOException e) {
                trouble = e.toString();
                Thread.sleep(POLL_INTERVAL);
            }
        }
        System.err.println("a reading was sent to " + broker + " and " + url + " does not have it after " + timeout
                + " s: " + trouble);
        return 1;
    }

    private boolean comesBack(DemoApi api, Instant at, double celsius, long until)
            throws IOException, InterruptedException {
        String path =
                "/sensors/" + site + "/" + SENSOR + "/readings?resolution=raw&from=" + at + "&to=" + at.plusMillis(1);
        do {
            JsonNode found = api.get(path).at("/readings/0/celsius");
            if (found.isNumber()) {
                if (found.asDouble() != celsius) {
                    throw new IOException("sent " + celsius + " C, read " + found + " C");
                }
                return true;
            }
            Thread.sleep(POLL_INTERVAL);
        } while (System.nanoTime() < until);
        return false;
    }
}
