package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.frostline.contract.Topics;
import io.frostline.testing.Certificate;
import io.frostline.testing.Deployment;
import io.frostline.testing.EdgeAgent;
import io.frostline.testing.Programs;
import io.frostline.testing.ServerProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Test of the product's own broker with client authentication and a certificate. */
class BrokerIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SERVICES = "frostline";

    @TempDir
    private static Path folder;

    private static final int PORT = Deployment.freePort();
    private static final int TLS_PORT = Deployment.freePort();
    /** Certificate that the broker uses now. */
    private static Certificate certificate;

    private static ServerProcess broker;

    @BeforeAll
    static void start() throws IOException {
        certificate = Certificate.make(folder.resolve("first"), "dns:localhost");
        Path users = Files.createDirectories(folder.resolve("users"));
        for (String user : new String[] {SERVICES, "north", "south"}) {
            Files.writeString(users.resolve(user), "password of " + user + "\n");
        }
        broker = ServerProcess.java(
                "broker",
                folder.resolve("broker.log"),
                Programs.servers(
                        "-Xmx256m",
                        "--data",
                        folder.toString(),
                        "--only",
                        "mqtt",
                        "--mqtt-port",
                        Integer.toString(PORT),
                        "--mqtts-port",
                        Integer.toString(TLS_PORT),
                        "--certificate",
                        certificate.folder().toString(),
                        "--mqtt-users",
                        users.toString()),
                Map.of());
        broker.await("ready", PATIENCE, () -> broker.log().contains("ready: mqtt"));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private Mqtt5BlockingClient client(String user, String name) {
        return Mqtt5Client.builder()
                .identifier(name)
                .serverHost("localhost")
                .serverPort(PORT)
                .simpleAuth()
                .username(user)
                .password(("password of " + user).getBytes(StandardCharsets.UTF_8))
                .applySimpleAuth()
                .buildBlocking();
    }

    @Test
    void whoHasNoPasswordIsRefused() throws IOException {
        Mqtt5BlockingClient nobody =
                Mqtt5Client.builder().serverHost("localhost").serverPort(PORT).buildBlocking();
        assertThatThrownBy(nobody::connect).isInstanceOf(Mqtt5ConnAckException.class);
        Mqtt5BlockingClient east = client("east", "east/probe");
        assertThatThrownBy(east::connect)
                .isInstanceOf(Mqtt5ConnAckException.class)
                .hasMessageContaining("BAD_USER_NAME_OR_PASSWORD");
        assertThatThrownBy(client("../users/north", "../users/north/probe")::connect)
                .isInstanceOf(Mqtt5ConnAckException.class);

        Files.writeString(folder.resolve("users/east"), "password of east");
        east.connect();
        east.disconnect();
        Files.writeString(folder.resolve("users/east"), "another");
        assertThatThrownBy(east::connect).isInstanceOf(Mqtt5ConnAckException.class);
        Files.writeString(folder.resolve("users/east"), "\n");
        Mqtt5BlockingClient unsaid = Mqtt5Client.builder()
                .identifier("east/probe")
                .serverHost("localhost")
                .serverPort(PORT)
                .simpleAuth()
                .username("east")
                .applySimpleAuth()
                .buildBlocking();
        assertThatThrownBy(unsaid::connect).isInstanceOf(Mqtt5ConnAckException.class);
    }

    @Test
    void aSiteSpeaksForItselfAlone() throws Exception {
        Mqtt5BlockingClient services = client(SERVICES, "frostline-intake-1");
        services.connect();
        services.subscribeWith()
                .topicFilter("$share/intake/" + Topics.reading("+"))
                .send();
        Mqtt5BlockingClient north = client("north", "north/probe");
        north.connect();
        try (Mqtt5BlockingClient.Mqtt5Publishes arrived = services.publishes(MqttGlobalPublishFilter.ALL)) {
            assertThatThrownBy(() -> publish(north, Topics.reading("south"))).isInstanceOf(Mqtt5PubAckException.class);
            await().atMost(PATIENCE).until(() -> !north.getState().isConnected());
            north.connect();
            publish(north, Topics.reading("north"));
            Optional<Mqtt5Publish> first = arrived.receive(30, TimeUnit.SECONDS);
            assertThat(first.orElseThrow().getTopic()).hasToString(Topics.reading("north"));
        }
        assertThatThrownBy(() -> subscribe(north, Topics.command("south"))).isInstanceOf(Mqtt5SubAckException.class);
        assertThatThrownBy(() -> subscribe(north, Topics.reading("+"))).isInstanceOf(Mqtt5SubAckException.class);
        subscribe(north, Topics.command("north"));
        north.disconnect();
        services.disconnect();
    }

    private static void publish(Mqtt5BlockingClient client, String topic) {
        client.publishWith().topic(topic).qos(MqttQos.AT_LEAST_ONCE).send();
    }

    private static void subscribe(Mqtt5BlockingClient client, String filter) {
        client.subscribeWith().topicFilter(filter).send();
    }

    /** With another client's identifier, the broker would end that client's connection. */
    @Test
    void aSiteTakesTheNameOfNoOther() {
        for (String name :
                new String[] {"frostline-agent-south", "south/probe", "frostline-intake-1", "north-2/probe"}) {
            assertThatThrownBy(client("north", name)::connect)
                    .as(name)
                    .isInstanceOf(Mqtt5ConnAckException.class)
                    .hasMessageContaining("CLIENT_IDENTIFIER_NOT_VALID");
        }
    }

    @Test
    void anAgentComesByTlsWithItsPassword() throws Exception {
        try (EdgeAgent agent =
                new EdgeAgent(folder.resolve("agent"), """
                site: north
                uplink: {broker: "ssl://localhost:%d", trust: "%s", username: north, password: password of north}
                sensors:
                  - {name: room, source: simulated, interval: 100ms}
                """.formatted(TLS_PORT, certificate.authority()))) {
            agent.start();
            await().atMost(PATIENCE).until(() -> agent.metric("frostline_acknowledgements_total") >= 2);
        }
    }

    @Test
    void anAgentListensToABrokerOfItsSiteThatAsksWhoComes() throws Exception {
        try (EdgeAgent agent =
                new EdgeAgent(folder.resolve("listener"), """
                site: south
                uplink: {broker: "tcp://localhost:%d", username: south, password: password of south}
                brokers:
                  - {broker: "ssl://localhost:%d", trust: "%s", username: frostline, password: password of frostline,
                     topic: frostline/v1/north/reading, sensors: [{name: probe, interval: 1m}]}
                """.formatted(PORT, TLS_PORT, certificate.authority()))) {
            agent.start();
            Mqtt5BlockingClient north = client("north", "north/device");
            north.connect();
            await().atMost(PATIENCE).until(() -> {
                north.publishWith()
                        .topic(Topics.reading("north"))
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .payload("{\"sensor\":\"probe\",\"at\":\"2026-01-31T08:00:00Z\",\"celsius\":3.4}"
                                .getBytes(StandardCharsets.UTF_8))
                        .send();
                return agent.metric("frostline_readings_total") >= 1;
            });
            north.disconnect();
        }
    }

    @Test
    void aNewCertificateNeedsNoRestartAndOneWithAnothersKeyIsNotTaken() throws Exception {
        encrypted(certificate).connect();
        Certificate next = Certificate.make(folder.resolve("next"), "dns:localhost");
        assertThatThrownBy(encrypted(next)::connect).hasRootCauseInstanceOf(CertPathBuilderException.class);
        replace(next, "tls.crt");
        broker.await("unwilling", PATIENCE, () -> broker.log().contains("tls.key is not the key"));
        encrypted(certificate).connect();
        replace(next, "tls.key");
        await().atMost(PATIENCE)
                .ignoreExceptionsMatching(BrokerIT::isOfTheHandshake)
                .until(() -> {
                    encrypted(next).connect();
                    return true;
                });
        certificate = next;
    }

    private static void replace(Certificate next, String file) throws IOException {
        Files.copy(
                next.folder().resolve(file),
                folder.resolve("first").resolve(file),
                StandardCopyOption.REPLACE_EXISTING);
    }

    private static boolean isOfTheHandshake(Throwable failure) {
        return failure.getCause() instanceof SSLHandshakeException;
    }

    private Mqtt5BlockingClient encrypted(Certificate trusted) throws Exception {
        KeyStore authorities = KeyStore.getInstance("PKCS12");
        authorities.load(null, null);
        try (InputStream in = Files.newInputStream(trusted.authority())) {
            authorities.setCertificateEntry(
                    "broker", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(authorities);
        return Mqtt5Client.builder()
                .identifier("south/" + System.nanoTime())
                .serverHost("localhost")
                .serverPort(TLS_PORT)
                .sslConfig()
                .trustManagerFactory(trust)
                .applySslConfig()
                .simpleAuth()
                .username("south")
                .password("password of south".getBytes(StandardCharsets.UTF_8))
                .applySimpleAuth()
                .buildBlocking();
    }
}
