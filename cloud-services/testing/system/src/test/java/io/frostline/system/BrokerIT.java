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
import io.frostline.testing.EdgeAgent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.CertPathBuilderException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Test of the product's own broker with client authentication and a certificate. */
class BrokerIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @TempDir
    private static Path folder;

    /** Certificate that the broker uses now. */
    private static Certificate certificate;

    private static OwnBroker broker;

    @BeforeAll
    static void start() throws IOException {
        certificate = Certificate.make(folder.resolve("first"), "dns:localhost");
        broker = new OwnBroker(folder, certificate);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void refusesClientsWithoutTheirPassword() throws IOException {
        Mqtt5BlockingClient nobody = Mqtt5Client.builder()
                .serverHost("localhost")
                .serverPort(broker.port)
                .buildBlocking();
        assertThatThrownBy(nobody::connect).isInstanceOf(Mqtt5ConnAckException.class);
        Mqtt5BlockingClient east = broker.client("east", "east/probe");
        assertThatThrownBy(east::connect)
                .isInstanceOf(Mqtt5ConnAckException.class)
                .hasMessageContaining("BAD_USER_NAME_OR_PASSWORD");
        assertThatThrownBy(broker.client("../users/north", "../users/north/probe")::connect)
                .isInstanceOf(Mqtt5ConnAckException.class);

        broker.setPassword("east", "password of east");
        east.connect();
        east.disconnect();
        broker.setPassword("east", "another");
        assertThatThrownBy(east::connect).isInstanceOf(Mqtt5ConnAckException.class);
        broker.setPassword("east", "\n");
        Mqtt5BlockingClient unsaid = Mqtt5Client.builder()
                .identifier("east/probe")
                .serverHost("localhost")
                .serverPort(broker.port)
                .simpleAuth()
                .username("east")
                .applySimpleAuth()
                .buildBlocking();
        assertThatThrownBy(unsaid::connect).isInstanceOf(Mqtt5ConnAckException.class);
    }

    @Test
    void aSiteWritesAndReadsItsOwnTopicsOnly() throws Exception {
        Mqtt5BlockingClient services = broker.client(OwnBroker.SERVICES, "frostline-intake-1");
        services.connect();
        services.subscribeWith()
                .topicFilter("$share/intake/" + Topics.reading("+"))
                .send();
        Mqtt5BlockingClient north = broker.client("north", "north/probe");
        north.connect();
        try (Mqtt5BlockingClient.Mqtt5Publishes arrived = services.publishes(MqttGlobalPublishFilter.ALL)) {
            assertThatThrownBy(() -> publish(north, Topics.reading("south"))).isInstanceOf(Mqtt5PubAckException.class);
            await().atMost(TIMEOUT).until(() -> !north.getState().isConnected());
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
    void refusesAnotherClientsIdentifier() {
        for (String name :
                new String[] {"frostline-agent-south", "south/probe", "frostline-intake-1", "north-2/probe"}) {
            assertThatThrownBy(broker.client("north", name)::connect)
                    .as(name)
                    .isInstanceOf(Mqtt5ConnAckException.class)
                    .hasMessageContaining("CLIENT_IDENTIFIER_NOT_VALID");
        }
    }

    @Test
    void anAgentConnectsByTlsWithItsPassword() throws Exception {
        try (EdgeAgent agent =
                new EdgeAgent(folder.resolve("agent"), """
                site: north
                uplink: {broker: "ssl://localhost:%d", trust: "%s", username: north, password: password of north}
                sensors:
                  - {name: room, source: simulated, interval: 100ms}
                """.formatted(broker.tlsPort, certificate.authority()))) {
            agent.start();
            await().atMost(TIMEOUT).until(() -> agent.metric("frostline_acknowledgements_total") >= 2);
        }
    }

    @Test
    void anAgentReadsASitesBrokerWithItsPassword() throws Exception {
        try (EdgeAgent agent = new EdgeAgent(
                folder.resolve("listener"), """
                site: south
                uplink: {broker: "tcp://localhost:%d", username: south, password: password of south}
                brokers:
                  - {broker: "ssl://localhost:%d", trust: "%s", username: frostline, password: password of frostline,
                     topic: frostline/v1/north/reading, sensors: [{name: probe, interval: 1m}]}
                """.formatted(broker.port, broker.tlsPort, certificate.authority()))) {
            agent.start();
            Mqtt5BlockingClient north = broker.client("north", "north/device");
            north.connect();
            await().atMost(TIMEOUT).until(() -> {
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
    void usesANewCertificateOnlyWithItsKey() throws Exception {
        broker.encrypted(certificate).connect();
        Certificate next = Certificate.make(folder.resolve("next"), "dns:localhost");
        assertThatThrownBy(broker.encrypted(next)::connect).hasRootCauseInstanceOf(CertPathBuilderException.class);
        replace(next, "tls.crt");
        broker.awaitLog("tls.key is not the key", TIMEOUT);
        broker.encrypted(certificate).connect();
        replace(next, "tls.key");
        await().atMost(TIMEOUT)
                .ignoreExceptionsMatching(BrokerIT::isOfTheHandshake)
                .until(() -> {
                    broker.encrypted(next).connect();
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
}
