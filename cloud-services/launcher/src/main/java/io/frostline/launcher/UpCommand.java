package io.frostline.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Command that runs the whole product on one machine: servers in this process, services and demo agent as its children. */
@Command(name = "up", description = "Runs everything on this machine until Ctrl-C.", mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {
    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final String ALL_INTERFACES = "0.0.0.0";

    @Option(names = "--data", description = "the folder to keep everything in; default: ${DEFAULT-VALUE}")
    private Path data = Path.of("data");

    @Option(names = "--no-demo", description = "without the simulated cold store")
    private boolean noDemo;

    @Option(names = "--http-port", description = "default: ${DEFAULT-VALUE}")
    private int httpPort = 8080;

    @Option(names = "--mqtt-port", description = "default: ${DEFAULT-VALUE}")
    private int mqttPort = 1883;

    @Option(
            names = "--smtp",
            paramLabel = "HOST:PORT",
            converter = MailServer.Parser.class,
            description = "the mail server to use; default: one that writes mails to the folder 'mail' of --data")
    private @Nullable MailServer smtp;

    @Option(
            names = "--mqtt-host",
            description =
                    "where it listens in the clear; default: everywhere, and with --mqtts-port 127.0.0.1, for what runs here alone")
    private @Nullable String mqttHost;

    @Mixin
    private BrokerOptions broker = new BrokerOptions();

    private final List<AutoCloseable> running = new ArrayList<>();
    private final Instant begun = Instant.now();
    private volatile boolean stopping;

    @Override
    public Integer call() throws Exception {
        broker.check();
        if (!noDemo) {
            broker.checkSite(DemoStore.SITE);
        }
        Path folder = data.toAbsolutePath().normalize();
        Files.createDirectories(folder);
        if (!Leftovers.end(folder)) {
            System.err.println("another frostline is running on " + folder + "; stop it, or choose another --data");
            return 1;
        }
        for (Map.Entry<String, Integer> wanted : Map.of(
                        "--http-port", httpPort, "--mqtt-port", mqttPort, "--mqtts-port", broker.tlsPort())
                .entrySet()) {
            Ports.take(wanted.getValue());
            if (!Ports.isFree(wanted.getValue())) {
                System.err.println("port " + wanted.getValue() + " is taken; choose another with " + wanted.getKey());
                return 1;
            }
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::stopAll));
        Leftovers.record(folder, ProcessHandle.current(), "frostline");
        int postgresPort = Ports.free();
        int kafkaPort = Ports.free();
        Path logs = Files.createDirectories(folder.resolve("logs"));
        // before the first logger is made
        System.setProperty("logback.configurationFile", "up-logback.xml");
        System.setProperty("frostline.logs", logs.toString());
        say("starting PostgreSQL, Kafka and the MQTT broker in " + folder + "; the logs are in " + logs);
        startServers(folder, postgresPort, kafkaPort);
        MailServer provider = smtp == null ? startMailbox(folder) : smtp;
        say("starting the services");
        int coordinatorPort = coordinatorPort(folder);
        Child coordinator = Child.coordinator(folder, coordinatorPort);
        keep(coordinator);
        Leftovers.record(folder, coordinator.handle(), "lra-coordinator");
        Map<String, String> servers = Child.servers(postgresPort, kafkaPort, mqttPort);
        broker.password(BrokerOptions.SERVICES).ifPresent(password -> {
            servers.putAll(Map.of("MQTT_USERNAME", BrokerOptions.SERVICES, "MQTT_PASSWORD", password));
        });
        Child services = Child.services(folder, httpPort, servers, coordinatorPort, provider);
        keep(services);
        Leftovers.record(folder, services.handle(), "services");
        say("waiting for their answer");
        coordinator.awaitReady("http://127.0.0.1:" + coordinatorPort + "/q/health/ready", TIMEOUT);
        services.awaitReady("http://localhost:" + httpPort + "/q/health/ready", TIMEOUT);
        if (!noDemo) {
            say("starting the demo store's agent");
            Child agent = Child.demoAgent(
                    folder, mqttPort, broker.password(DemoStore.SITE).orElse(null));
            keep(agent);
            Leftovers.record(folder, agent.handle(), "agent");
            DemoShop shop = new DemoShop(httpPort);
            keep(shop);
            shop.start();
        }
        RunningInstance.record(httpPort, folder);
        System.out.println("frostline is ready: http://localhost:" + httpPort);
        System.out.println("mails go to " + (smtp == null ? folder.resolve("mail") : smtp));
        if (!noDemo) {
            System.out.println("try: curl 'http://localhost:" + httpPort + "/api/v1/sensors/demo/freezer-1'");
            System.out.println("     curl 'http://localhost:" + httpPort + "/api/v1/sagas'");
            System.out.println(
                    "     ./frostline warm-room      (in another terminal: what happens when a freezer fails)");
        }
        return awaitEnd(coordinator, services);
    }

    private void say(String step) {
        System.out.printf(
                "%3d s  %s ...%n", Duration.between(begun, Instant.now()).toSeconds(), step);
    }

    /** Waits until one of the needed children ends. The product does not work without it, so the command reports it. */
    private int awaitEnd(Child... needed) {
        Child ended = (Child) CompletableFuture.anyOf(Stream.of(needed)
                        .map(child -> child.handle().onExit().thenApply(handle -> child))
                        .toArray(CompletableFuture[]::new))
                .join();
        if (!stopping) {
            System.err.println("the " + ended + " ended");
        }
        return 1;
    }

    /** Returns the coordinator's port. It stays the same at each start, because the ids of unended actions contain it. */
    private static int coordinatorPort(Path folder) throws IOException {
        Path file = folder.resolve("lra-coordinator.port");
        int before =
                Files.exists(file) ? Integer.parseInt(Files.readString(file).strip()) : 0;
        if (before > 0 && !Ports.isFree(before)) {
            throw new IOException("port " + before + ", which the LRA coordinator of " + folder
                    + " has used so far, is taken; end what uses it");
        }
        int port = before > 0 ? before : Ports.free();
        Files.writeString(file, Integer.toString(port));
        return port;
    }

    private void startServers(Path folder, int postgresPort, int kafkaPort)
            throws InterruptedException, ExecutionException {
        try (ExecutorService starters = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<AutoCloseable>> starting = List.of(
                    starters.submit(() -> PostgresServer.start(folder.resolve("postgres"), "127.0.0.1", postgresPort)),
                    starters.submit(() -> KafkaServer.start(folder.resolve("kafka"), "127.0.0.1", kafkaPort, "", null)),
                    starters.submit(() -> MqttServer.start(
                            folder.resolve("mqtt"),
                            plainHost(),
                            mqttPort,
                            ALL_INTERFACES,
                            broker,
                            Map.of("bootstrap.servers", "127.0.0.1:" + kafkaPort))));
            for (Future<AutoCloseable> each : starting) {
                keep(each.get());
            }
        }
    }

    private String plainHost() {
        if (mqttHost != null) {
            return mqttHost;
        }
        return broker.tlsPort() == 0 ? ALL_INTERFACES : "127.0.0.1";
    }

    private MailServer startMailbox(Path folder) throws IOException {
        int port = Ports.free();
        keep(DemoMailbox.start(folder.resolve("mail"), port));
        return new MailServer("127.0.0.1", port);
    }

    private synchronized void keep(AutoCloseable server) {
        running.add(server);
    }

    private void stopAll() {
        stopping = true;
        List<AutoCloseable> servers;
        synchronized (this) {
            servers = List.copyOf(running);
        }
        System.out.println("stopping ...");
        servers.reversed().forEach(ServersCommand::stop);
        try {
            Leftovers.forget(data.toAbsolutePath().normalize());
            RunningInstance.forget(httpPort);
        } catch (IOException e) {
            System.err.println(e.getMessage());
        }
    }
}
