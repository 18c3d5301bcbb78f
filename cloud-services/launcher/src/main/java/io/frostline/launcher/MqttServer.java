package io.frostline.launcher;

import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.embedded.EmbeddedHiveMQ;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * MQTT 5 broker with its queues on disk.
 *
 * @param readings null where Kafka gets no plain readings from it
 */
record MqttServer(
        EmbeddedHiveMQ broker,
        ScheduledExecutorService watch,
        @Nullable ReadingsProducer readings) implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MqttServer.class);
    private static final String CONFIGURATION = """
            <?xml version="1.0"?>
            <hivemq>
              <listeners>
                <tcp-listener><port>%1$d</port><bind-address>%2$s</bind-address></tcp-listener>
                %3$s
              </listeners>
              <persistence><mode>file</mode></persistence>
              <mqtt>
                <queued-messages><max-queue-size>10000</max-queue-size></queued-messages>
                <receive-maximum><server-receive-maximum>1000</server-receive-maximum></receive-maximum>
                <packets><max-packet-size>4194304</max-packet-size></packets>
              </mqtt>
              <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
            </hivemq>
            """;

    private static final String TLS_LISTENER = """
            <tls-tcp-listener><port>%1$d</port><bind-address>%2$s</bind-address>
              <tls><keystore><path>%3$s</path><password>%4$s</password><private-key-password>%4$s</private-key-password></keystore></tls>
            </tls-tcp-listener>
            """;
    /** Interval at which the certificate is checked for changes. The broker loads a newer key store by itself. */
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(10);

    /**
     * Starts a broker.
     *
     * @param host where it listens without TLS
     * @param tlsHost where it listens with TLS, if it does
     * @param options checked
     * @param kafka settings of Kafka's clients, where plain readings go to Kafka before they are acknowledged; empty: the broker
     *     queues them for subscribers, as any broker does
     */
    static MqttServer start(
            Path folder, String host, int port, String tlsHost, BrokerOptions options, Map<String, String> kafka)
            throws IOException {
        Path dir = folder.toAbsolutePath();
        Path configuration = Files.createDirectories(dir.resolve("conf"));
        Path store = configuration.resolve("tls.p12");
        ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("certificate").factory());
        boolean encrypts = options.tlsPort() != 0;
        if (encrypts) {
            Certificates certificates = new Certificates(options.certificate().orElseThrow(), store);
            certificates.renew();
            var unused = watch.scheduleWithFixedDelay(
                    certificates::watch, POLL_INTERVAL.toMillis(), POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        }
        String tls = encrypts ? TLS_LISTENER.formatted(options.tlsPort(), tlsHost, store, PemKeyStore.PASSWORD) : "";
        Files.writeString(configuration.resolve("config.xml"), CONFIGURATION.formatted(port, host, tls));
        // without this it looks for its jar, whose path its classes do not know when they come from an archive
        System.setProperty("hivemq.home", dir.toString());
        ReadingsProducer readings = kafka.isEmpty() ? null : new ReadingsProducer(kafka);
        EmbeddedHiveMQ broker = EmbeddedHiveMQ.builder()
                .withConfigurationFolder(configuration)
                .withDataFolder(Files.createDirectories(dir.resolve("data")))
                .withExtensionsFolder(Files.createDirectories(dir.resolve("extensions")))
                .withEmbeddedExtension(EmbeddedExtension.builder()
                        .withId("frostline")
                        .withName("Frostline")
                        .withVersion("1")
                        .withExtensionMain(new BrokerExtension(
                                new MqttUsers(options.users().orElse(null)), readings))
                        .build())
                .build();
        broker.start().join();
        return new MqttServer(broker, watch, readings);
    }

    @Override
    public void close() {
        watch.shutdownNow();
        broker.stop().join();
        if (readings != null) {
            readings.close();
        }
    }

    /** Watch on a certificate folder that rewrites the key store whenever the content changes. */
    private static final class Certificates {
        private final Path folder;
        private final Path store;
        private List<String> written = List.of();

        Certificates(Path folder, Path store) {
            this.folder = folder;
            this.store = store;
        }

        void renew() throws IOException {
            List<String> now =
                    List.of(Files.readString(folder.resolve("tls.crt")), Files.readString(folder.resolve("tls.key")));
            if (!now.equals(written)) {
                PemKeyStore.write(folder, store);
                written = now;
            }
        }

        void watch() {
            try {
                renew();
            } catch (IOException | RuntimeException e) {
                LOG.error("the certificate is not renewed: {}", e.getMessage());
            }
        }
    }
}
