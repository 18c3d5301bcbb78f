package io.frostline.helm.cluster;

import static java.util.Objects.requireNonNull;

import io.frostline.helm.Chart;
import io.frostline.helm.Manifest;
import io.frostline.testing.Api;
import io.frostline.testing.Container;
import io.frostline.testing.Invariants;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The distributed form under podman, as the chart has it: each pod a container of its image with the environment that the chart
 * renders, each service an address that its pod has, and PostgreSQL, Kafka and the MQTT broker in containers of their own.
 */
final class Cluster implements AutoCloseable {
    static final List<String> SERVERS = List.of("postgres", "kafka", "mqtt");
    static final List<String> APPS =
            List.of("history", "intake", "coldroom", "lra-coordinator", "stock", "payment", "order", "notification");
    static final int MQTT_PORT = 1883;

    private static final Map<String, Integer> PORTS = Map.of("postgres", 5432, "kafka", 9092, "mqtt", MQTT_PORT);
    private static final String VERSION = "0.1.0-SNAPSHOT";
    private static final String PASSWORD = "known-to-both";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int FIRST_SERVER = 11;
    private static final int FIRST_APP = 21;
    private static final int SPARE = 91;

    private final String name = "frostline-test-" + ProcessHandle.current().pid();
    private final String addresses;
    private final Map<String, Pod> pods = new TreeMap<>();
    private final List<Pod> migrations = new ArrayList<>();
    private final Map<String, Container> containers = new TreeMap<>();
    private int generation;

    /** @param images archives */
    Cluster(List<Path> images) throws IOException {
        for (Path image : images) {
            Container.load(image);
        }
        Container.podman("network", "create", name);
        String subnet = Container.podman("network", "inspect", name, "-f", "{{(index .Subnets 0).Subnet}}")
                .strip();
        addresses = subnet.substring(0, subnet.lastIndexOf('.') + 1);
        Map<String, Map<String, String>> secrets = Map.of(
                "postgres", Map.of("username", "postgres", "password", PASSWORD),
                "kafka", Map.of("username", "frostline", "password", PASSWORD));
        for (Manifest manifest : Chart.FROSTLINE.render(values())) {
            if (manifest.kind().equals("Job") && manifest.name().contains("-migrate-")) {
                migrations.add(Pod.of(manifest, secrets));
            } else if (manifest.kind().equals("Deployment") || manifest.kind().equals("StatefulSet")) {
                pods.put(manifest.name().replaceFirst("^frostline-", ""), Pod.of(manifest, secrets));
            }
        }
    }

    private Map<String, String> values() {
        Map<String, String> values = new TreeMap<>(Map.ofEntries(
                Map.entry("mode", "distributed"),
                Map.entry("image.registry", "localhost"),
                Map.entry("image.tag", VERSION),
                Map.entry("postgres.host", "postgres"),
                Map.entry("postgres.secret", "postgres"),
                Map.entry("postgres.database", "postgres"),
                Map.entry("kafka.bootstrapServers", "kafka:9092"),
                Map.entry("kafka.secret", "kafka"),
                Map.entry("kafka.saslMechanism", "PLAIN"),
                Map.entry("mqtt.host", "mqtt"),
                Map.entry("smtp.host", "mail")));
        APPS.forEach(app -> values.put("apps." + app + ".replicas", "1"));
        return values;
    }

    void start() throws IOException {
        for (String server : SERVERS) {
            startServer(server);
        }
        for (String server : SERVERS) {
            awaitServer(server);
        }
        for (Pod migration : migrations) {
            List<String> command = new ArrayList<>(List.of("run", "--rm", "--read-only", "--cap-drop", "ALL"));
            command.addAll(inNetwork(address(SPARE)));
            command.addAll(migration.options(name + "-migration"));
            command.add(migration.image());
            command.addAll(migration.arguments());
            Container.podman(command.toArray(String[]::new));
        }
        for (String app : APPS) {
            startApp(app, address(app));
        }
        for (String app : APPS) {
            awaitReady(app, address(app));
        }
    }

    // ------------------------------------------------------------------------------------------ what is there

    String address(String part) {
        return SERVERS.contains(part)
                ? address(FIRST_SERVER + SERVERS.indexOf(part))
                : address(FIRST_APP + APPS.indexOf(part));
    }

    private String address(int number) {
        return addresses + number;
    }

    private String url(String address) {
        return "http://" + address + ":8080";
    }

    Api api(String app) {
        return new Api(url(address(app)));
    }

    Invariants invariants() {
        return new Invariants(jdbcUrl("postgres", "public"), jdbcUrl("ledger", "ledger"));
    }

    private String jdbcUrl(String database, String schema) {
        return "jdbc:postgresql://" + address("postgres") + ":5432/" + database + "?user=postgres&password=" + PASSWORD
                + "&currentSchema=" + schema;
    }

    // ------------------------------------------------------------------------------------------ what is done to it

    /** kill -9, and started again. */
    void killAndStart(String part) throws IOException {
        container(part).kill();
        container(part).restart();
        awaitUp(part);
    }

    /** Nobody reaches it, and it reaches nobody, for a while. */
    void cutOff(String part, Duration length) throws IOException {
        container(part).leave(name);
        try {
            Thread.sleep(length);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        container(part).join(name, at(address(part)));
        awaitUp(part);
    }

    /**
     * As a cluster updates a service: of a Deployment the next pod is ready before the last one goes, of a StatefulSet the last
     * one has gone before. Harder than there: between the two nobody has the service's address.
     */
    void update(String app) throws IOException {
        Container last = container(app);
        if (pod(app).stateful()) {
            last.stop();
            last.close();
            startApp(app, address(app));
        } else {
            Container next = startApp(app, address(SPARE));
            awaitReady(app, address(SPARE));
            last.stop();
            last.close();
            next.leave(name);
            next.join(name, at(address(app)));
        }
        awaitReady(app, address(app));
    }

    // ------------------------------------------------------------------------------------------ how

    private void startServer(String server) throws IOException {
        List<String> options = new ArrayList<>(inNetwork(address(server)));
        options.addAll(List.of(
                "--hostname",
                server,
                "--memory",
                "1g",
                "-e",
                "POSTGRES_PASSWORD=" + PASSWORD,
                "-e",
                "KAFKA_PASSWORD=" + PASSWORD,
                "-v",
                volume(server) + ":/data"));
        List<String> arguments = List.of(
                "servers",
                "--only=" + server,
                "--data=/data",
                "--host=0.0.0.0",
                "--" + server + "-port=" + PORTS.get(server));
        containers.put(
                server,
                Container.start(name + "-" + server, "localhost/frostline/frostline:" + VERSION, options, arguments));
    }

    private Container startApp(String app, String address) throws IOException {
        List<String> options = new ArrayList<>(inNetwork(address));
        options.addAll(pod(app).options(volume(app)));
        Container container =
                Container.start(name + "-" + app + "-" + generation++, pod(app).image(), options, pod(app).arguments());
        containers.put(app, container);
        return container;
    }

    private List<String> inNetwork(String address) {
        List<String> options = new ArrayList<>(List.of("--network", name));
        options.addAll(at(address));
        Stream.concat(SERVERS.stream(), APPS.stream()).forEach(part -> {
            String host = SERVERS.contains(part) ? part : "frostline-" + part;
            options.addAll(List.of("--add-host", host + ":" + address(part)));
        });
        options.addAll(List.of("--add-host", "frostline-lra-coordinator-0:" + address("lra-coordinator")));
        return options;
    }

    /** With a hardware address that goes with it, so that nobody looks for it where it was before. */
    private static List<String> at(String address) {
        int host = Integer.parseInt(address.substring(address.lastIndexOf('.') + 1));
        return List.of("--ip", address, "--mac-address", "02:46:4c:00:00:%02x".formatted(host));
    }

    private void awaitUp(String part) throws IOException {
        if (SERVERS.contains(part)) {
            awaitServer(part);
        } else {
            awaitReady(part, address(part));
        }
    }

    private void awaitServer(String server) throws IOException {
        container(server)
                .await("listening", PATIENCE, () -> Container.listens(address(server), PORTS.getOrDefault(server, 0)));
    }

    private void awaitReady(String app, String address) throws IOException {
        try (Api api = new Api(url(address))) {
            container(app).await("ready", PATIENCE, () -> api.answers("/q/health/ready"));
        }
    }

    private Container container(String part) {
        return requireNonNull(containers.get(part), part);
    }

    private Pod pod(String app) {
        return requireNonNull(pods.get(app), app);
    }

    private String volume(String part) {
        return name + "-" + part;
    }

    @Override
    public void close() throws IOException {
        for (Container container : containers.values()) {
            container.close();
        }
        for (String part : Stream.concat(SERVERS.stream(), Stream.concat(APPS.stream(), Stream.of("migration")))
                .toList()) {
            Container.podman("volume", "rm", "-f", volume(part));
        }
        Container.podman("network", "rm", "-f", name);
    }
}
