package io.frostline.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Command that runs any of the servers in the foreground; prints a line for each once it answers. */
@Command(name = "servers", description = "Runs PostgreSQL, Kafka and an MQTT broker until it is stopped.")
final class ServersCommand implements Callable<Integer> {
    @Option(names = "--data", required = true, description = "the folder to keep everything in")
    @SuppressWarnings("NullAway.Init")
    private Path data;

    @Option(names = "--only", split = ",", description = "some of postgres, kafka, mqtt; default: all")
    private Set<String> only = Set.of("postgres", "kafka", "mqtt");

    @Option(names = "--postgres-port")
    private int postgresPort;

    @Option(names = "--kafka-port")
    private int kafkaPort;

    @Option(names = "--mqtt-port")
    private int mqttPort;

    @Option(
            names = "--host",
            description =
                    "where they listen; default: ${DEFAULT-VALUE}. Elsewhere PostgreSQL asks for the password of POSTGRES_PASSWORD."
                            + " Kafka asks for KAFKA_PASSWORD, if there is one, of the user frostline, and speaks TLS with a --certificate, read at its start")
    private String host = "127.0.0.1";

    @Option(
            names = "--kafka",
            paramLabel = "HOST:PORT",
            description =
                    "the Kafka to which the MQTT broker hands plain readings before it acknowledges them; default: the one that is"
                            + " started beside it, else none")
    private @Nullable String kafka;

    @Mixin
    private BrokerOptions broker = new BrokerOptions();

    @Option(names = "--parent", description = "process id; stop when that process ends")
    private long parent;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (only.contains("mqtt")) {
            broker.check();
        }
        List.of(postgresPort, kafkaPort, mqttPort, broker.tlsPort()).forEach(Ports::take);
        List<AutoCloseable> running = new ArrayList<>();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> running.reversed().forEach(ServersCommand::stop)));
        if (parent > 0) {
            exitWith(parent);
        }
        if (only.contains("postgres")) {
            running.add(PostgresServer.start(data.resolve("postgres"), host, postgresPort));
            System.out.println("ready: postgres " + postgresPort);
        }
        Map<String, String> readings = kafka == null ? Map.of() : Map.of("bootstrap.servers", kafka);
        if (only.contains("kafka")) {
            String password = System.getenv().getOrDefault("KAFKA_PASSWORD", "");
            Path certificate = broker.certificate().orElse(null);
            KafkaServer server = KafkaServer.start(data.resolve("kafka"), host, kafkaPort, password, certificate);
            running.add(server);
            readings = kafka == null ? server.clientSettings() : readings;
            System.out.println("ready: kafka " + kafkaPort);
        }
        if (only.contains("mqtt")) {
            running.add(MqttServer.start(data.resolve("mqtt"), host, mqttPort, host, broker, readings));
            System.out.println("ready: mqtt " + mqttPort);
        }
        new CountDownLatch(1).await();
        return 0;
    }

    /** Ends this process when its parent ends. */
    @SuppressWarnings("FutureReturnValueIgnored")
    private static void exitWith(long pid) {
        ProcessHandle.of(pid).ifPresentOrElse(p -> p.onExit().thenRun(() -> System.exit(0)), () -> System.exit(0));
    }

    static void stop(AutoCloseable server) {
        try {
            server.close();
        } catch (Exception e) {
            System.err.println("could not stop " + server.getClass().getSimpleName() + ": " + e);
        }
    }
}
