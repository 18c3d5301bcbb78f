package io.frostline.helm.cluster;

import static java.util.Objects.requireNonNull;

import io.frostline.helm.Chart;
import io.frostline.helm.Manifest;
import io.frostline.testing.Container;
import io.frostline.testing.Invariants;
import io.frostline.testing.RestClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Distributed form under podman as in the chart. Each pod is a container of its image with the environment that the chart renders,
 * and each service is an address of its pod. PostgreSQL, Kafka and the MQTT broker have containers of their own.
 */
final class Cluster implements AutoCloseable {
    static final List<String> SERVERS = List.of("postgres", "kafka", "mqtt");
    static final List<String> APPS =
            List.of("history", "intake", "coldroom", "lra-coordinator", "stock", "payment", "order", "notification");
    private static final int MQTTS_PORT = 8883;

    private static final Map<String, Integer> PORTS = Map.of("postgres", 5432, "kafka", 9092, "mqtt", 1883);
    private static final String VERSION = "0.1.0-SNAPSHOT";
    private static final String PASSWORD = "known-to-both";
    static final String SITE = "north";
    private static final String INTERFACE = "eth0";
    private static final String MASK = "/24";
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final int FIRST_SERVER = 11;
    private static final int FIRST_APP = 21;
    /** First number of a pod's address; each new pod gets a new address. */
    private static final int FIRST_POD = 101;

    private final String name = "frostline-test-" + ProcessHandle.current().pid();
    private final String addresses;
    private final Map<String, Pod> pods = new TreeMap<>();
    private final List<Pod> migrations = new ArrayList<>();
    private final Map<String, Container> containers = new TreeMap<>();
    private final Map<String, String> podAddresses = new TreeMap<>();
    private final Secrets secrets;
    private final Pod test;
    private int generation;

    /**
     * Starts the cluster.
     *
     * @param images archives of images
     * @param folder folder for the pods' secrets
     */
    Cluster(List<Path> images, Path folder) throws IOException {
        for (Path image : images) {
            Container.load(image);
        }
        Container.podman("network", "create", name);
        String subnet = Container.podman("network", "inspect", name, "-f", "{{(index .Subnets 0).Subnet}}")
                .strip();
        addresses = subnet.substring(0, subnet.lastIndexOf('.') + 1);
        secrets = Secrets.write(folder, SITE, PASSWORD, address("mqtt"));
        List<Manifest> manifests = Chart.FROSTLINE.render(values());
        test = manifests.stream()
                .filter(manifest -> manifest.kind().equals("Pod"))
                .map(manifest -> Pod.of(manifest, secrets.all()))
                .findFirst()
                .orElseThrow();
        for (Manifest manifest : manifests) {
            if (manifest.kind().equals("Job") && manifest.name().contains("-migrate-")) {
                migrations.add(Pod.of(manifest, secrets.all()));
            } else if (manifest.kind().equals("Deployment") || manifest.kind().equals("StatefulSet")) {
                pods.put(manifest.name().replaceFirst("^frostline-", ""), Pod.of(manifest, secrets.all()));
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
                Map.entry("kafka.tls", "true"),
                Map.entry("kafka.caSecret", "kafka-ca"),
                Map.entry("mqtt.host", "mqtt"),
                Map.entry("mqtt.port", Integer.toString(MQTTS_PORT)),
                Map.entry("mqtt.tls", "true"),
                Map.entry("mqtt.caSecret", "mqtt-ca"),
                Map.entry("mqtt.secret", "mqtt"),
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
            runToItsEnd(migration);
        }
        for (String app : APPS) {
            startApp(app);
            giveAddress(app);
        }
        for (String app : APPS) {
            awaitReady(app, address(app));
        }
        runToItsEnd(test);
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

    /** Returns the uplink section of an agent's configuration. */
    String uplink() {
        return "broker: \"ssl://%s:%d\", trust: \"%s\", username: %s, password: %s"
                .formatted(address("mqtt"), MQTTS_PORT, secrets.folder().resolve("mqtt-ca/ca.crt"), SITE, PASSWORD);
    }

    private String url(String address) {
        return "http://" + address + ":8080";
    }

    RestClient api(String app) {
        return new RestClient(url(address(app)) + "/api/v1");
    }

    Invariants invariants() {
        return new Invariants(jdbcUrl("postgres", "public"), jdbcUrl("ledger", "ledger"));
    }

    private String jdbcUrl(String database, String schema) {
        return "jdbc:postgresql://" + address("postgres") + ":5432/" + database + "?user=postgres&password=" + PASSWORD
                + "&currentSchema=" + schema;
    }

    // ------------------------------------------------------------------------------------------ what is done to it

    /** Kills a part (kill -9) and restarts it. */
    void killAndStart(String part) throws IOException {
        container(part).kill();
        container(part).restart();
        giveAddress(part);
        awaitUp(part);
    }

    /** Disconnects a part from the network in both directions, for {@code length}. */
    void cutOff(String part, Duration length) throws IOException {
        container(part).leave(name);
        try {
            Thread.sleep(length);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        container(part).join(name, List.of("--ip", podAddresses.getOrDefault(part, "")));
        giveAddress(part);
        awaitUp(part);
    }

    /**
     * Updates a service as a cluster does. For a Deployment, the next pod is ready and has the service's address before the last
     * pod stops; for a StatefulSet, the last pod stops first. Unlike in a cluster, the last pod's connections are cut.
     */
    void update(String app) throws IOException {
        Container last = container(app);
        if (pod(app).stateful()) {
            last.stop();
            startApp(app);
            giveAddress(app);
        } else {
            startApp(app);
            awaitReady(app, podAddresses.getOrDefault(app, ""));
            last.inItsNetwork("ip", "address", "delete", address(app) + MASK, "dev", INTERFACE);
            giveAddress(app);
            last.stop();
        }
        last.close();
        awaitReady(app, address(app));
    }

    // ------------------------------------------------------------------------------------------ how

    private void startServer(String server) throws IOException {
        podAddresses.put(server, address(server));
        List<String> options = new ArrayList<>(inNetwork(address(server)));
        options.addAll(List.of(
                "-v",
                secrets.folder() + ":/etc/secrets:ro",
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
                "--" + server + "-port=" + PORTS.get(server),
                "--mqtts-port=" + MQTTS_PORT,
                "--mqtt-users=/etc/secrets/" + Secrets.USERS,
                "--certificate=/etc/secrets/" + Secrets.CERTIFICATE);
        containers.put(
                server,
                Container.start(name + "-" + server, "localhost/frostline/frostline:" + VERSION, options, arguments));
    }

    private void startApp(String app) throws IOException {
        String own = address(FIRST_POD + generation);
        List<String> options = new ArrayList<>(inNetwork(own));
        options.addAll(pod(app).options(volume(app), secrets.folder()));
        containers.put(
                app,
                Container.start(name + "-" + app + "-" + generation, pod(app).image(), options, pod(app).arguments()));
        podAddresses.put(app, own);
        generation++;
    }

    private void runToItsEnd(Pod job) throws IOException {
        List<String> command = new ArrayList<>(List.of("run", "--rm", "--read-only", "--cap-drop", "ALL"));
        command.addAll(inNetwork(address(FIRST_POD - 1)));
        command.addAll(job.options(name + "-job", secrets.folder()));
        command.add(job.image());
        command.addAll(job.arguments());
        Container.podman(command.toArray(String[]::new));
    }

    /** Gives a pod the service's address besides its own, and clears the neighbour caches of all containers. */
    private void giveAddress(String part) throws IOException {
        if (SERVERS.contains(part)) {
            return; // a server has a single address
        }
        container(part).inItsNetwork("ip", "address", "add", address(part) + MASK, "dev", INTERFACE);
        Container.run(List.of("ip", "neighbour", "flush", "to", address(part)));
        for (Container other : containers.values()) {
            if (other.isRunning()) {
                other.inItsNetwork("ip", "neighbour", "flush", "to", address(part));
            }
        }
    }

    private List<String> inNetwork(String address) {
        List<String> options = new ArrayList<>(List.of("--network", name));
        options.addAll(List.of("--ip", address));
        Stream.concat(SERVERS.stream(), APPS.stream()).forEach(part -> {
            String host = SERVERS.contains(part) ? part : "frostline-" + part;
            options.addAll(List.of("--add-host", host + ":" + address(part)));
        });
        options.addAll(List.of("--add-host", "frostline-lra-coordinator-0:" + address("lra-coordinator")));
        return options;
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
                .await("listening", TIMEOUT, () -> Container.listens(address(server), PORTS.getOrDefault(server, 0)));
    }

    private void awaitReady(String app, String address) throws IOException {
        RestClient rest = new RestClient(url(address));
        container(app).await("ready", TIMEOUT, () -> rest.answers("/q/health/ready"));
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
        for (String part : Stream.concat(SERVERS.stream(), Stream.concat(APPS.stream(), Stream.of("job")))
                .toList()) {
            Container.podman("volume", "rm", "-f", volume(part));
        }
        Container.podman("network", "rm", "-f", name);
    }
}
