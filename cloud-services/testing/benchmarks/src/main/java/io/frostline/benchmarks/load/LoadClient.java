package io.frostline.benchmarks.load;

import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** HTTP client of the load generators, which keeps connections open and costs little time per request. */
public final class LoadClient {
    /**
     * Client without HTTP upgrades. Many first requests at once would each be upgraded, on connections that the client then leaves
     * open unused.
     */
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private LoadClient() {}

    /** Returns a client of a deployment's MQTT broker that is not connected yet. */
    public static Mqtt5Client mqtt(Deployment cloud) {
        return Mqtt5Client.builder()
                .serverHost("127.0.0.1")
                .serverPort(cloud.port(Part.MQTT))
                .build();
    }

    /** Returns the number of readings that history has stored since its start. */
    public static long stored(Deployment cloud) throws IOException {
        return metric(cloud.url(Part.HISTORY), "frostline_history_readings_total");
    }

    /** Returns a service's metric, summed over its labels. */
    public static long metric(String service, String name) throws IOException {
        return get(service + "/q/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    public static HttpResponse<String> get(String url) throws IOException {
        return send(HttpRequest.newBuilder(URI.create(url)).build());
    }

    public static HttpResponse<String> send(HttpRequest request) throws IOException {
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
