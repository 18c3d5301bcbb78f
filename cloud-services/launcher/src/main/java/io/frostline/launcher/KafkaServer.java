package io.frostline.launcher;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;

/** Kafka broker that is its own controller. It has no replica, so it flushes at every append. */
record KafkaServer(KafkaRaftServer kafka, int ownPort) implements AutoCloseable {
    private static final int NODE = 1;

    /** Returns the settings by which a client in this process connects: on loopback, without a password. */
    Map<String, String> clientSettings() {
        return Map.of("bootstrap.servers", "127.0.0.1:" + ownPort);
    }

    /**
     * Starts a broker.
     *
     * @param host where it listens; clients connect to it by that name, or by this machine's name where it is any address
     * @param password of the user {@code frostline}, by SASL's PLAIN; empty: no authentication
     * @param certificate as of {@link BrokerOptions}; null: no TLS
     */
    static KafkaServer start(Path dir, String host, int port, String password, @Nullable Path certificate)
            throws IOException {
        Files.createDirectories(dir);
        String folder = dir.toAbsolutePath().toString();
        int controllerPort = Ports.free();
        int brokerPort = Ports.free();
        if (!Files.exists(dir.resolve("meta.properties"))) {
            format(folder);
        }
        Properties properties = new Properties();
        properties.put("process.roles", "broker,controller");
        properties.put("node.id", Integer.toString(NODE));
        properties.put("controller.quorum.voters", NODE + "@127.0.0.1:" + controllerPort);
        properties.put("controller.listener.names", "CONTROLLER");
        String name = InetAddress.getByName(host).isAnyLocalAddress()
                ? InetAddress.getLocalHost().getHostName()
                : host;
        String listeners = "CLIENTS://%s:%d,BROKER://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d";
        properties.put("listeners", listeners.formatted(host, port, brokerPort, controllerPort));
        properties.put(
                "advertised.listeners", "CLIENTS://%s:%d,BROKER://127.0.0.1:%d".formatted(name, port, brokerPort));
        properties.put("inter.broker.listener.name", "BROKER");
        properties.put(
                "listener.security.protocol.map",
                "CLIENTS:" + (password.isEmpty() ? "" : "SASL_") + (certificate == null ? "PLAINTEXT" : "SSL")
                        + ",BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT");
        if (certificate != null) {
            Path store = dir.toAbsolutePath().resolve("tls.p12");
            PemKeyStore.write(certificate, store);
            properties.put("listener.name.clients.ssl.keystore.type", "PKCS12");
            properties.put("listener.name.clients.ssl.keystore.location", store.toString());
            properties.put("listener.name.clients.ssl.keystore.password", PemKeyStore.PASSWORD);
            properties.put("listener.name.clients.ssl.key.password", PemKeyStore.PASSWORD);
        }
        if (!password.isEmpty()) {
            properties.put("listener.name.clients.sasl.enabled.mechanisms", "PLAIN");
            properties.put(
                    "listener.name.clients.plain.sasl.jaas.config",
                    "org.apache.kafka.common.security.plain.PlainLoginModule required user_frostline=\"" + password
                            + "\";");
        }
        properties.put("log.dirs", folder);
        properties.put("log.flush.interval.messages", "1");
        properties.put("message.max.bytes", Integer.toString(4 << 20));
        properties.put("log.segment.bytes", Integer.toString(64 << 20));
        properties.put("log.cleaner.dedupe.buffer.size", "2097152");
        properties.put("auto.create.topics.enable", "false");
        properties.put("offsets.topic.replication.factor", "1");
        properties.put("offsets.topic.num.partitions", "4");
        properties.put("transaction.state.log.replication.factor", "1");
        properties.put("transaction.state.log.num.partitions", "4");
        properties.put("transaction.state.log.min.isr", "1");
        properties.put("share.coordinator.state.topic.replication.factor", "1");
        properties.put("share.coordinator.state.topic.min.isr", "1");
        properties.put("group.initial.rebalance.delay.ms", "0");
        properties.put("group.min.session.timeout.ms", "1000");
        // after a kill the broker waits for its own earlier registration to expire
        properties.put("broker.session.timeout.ms", "3000");
        properties.put("broker.heartbeat.interval.ms", "500");
        KafkaRaftServer kafka = new KafkaRaftServer(new KafkaConfig(properties), Time.SYSTEM);
        kafka.startup();
        return new KafkaServer(kafka, brokerPort);
    }

    private static void format(String folder) {
        try {
            new Formatter()
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(NODE)
                    .setControllerListenerName("CONTROLLER")
                    .setMetadataLogDirectory(folder)
                    .addDirectory(folder)
                    .setIgnoreFormatted(true)
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8))
                    .run();
        } catch (Exception e) {
            throw new IllegalStateException("cannot format " + folder + " for Kafka", e);
        }
    }

    @Override
    public void close() {
        kafka.shutdown();
        kafka.awaitShutdown();
    }
}
