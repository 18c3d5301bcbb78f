package io.frostline.system;

import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import io.frostline.testing.Certificate;
import io.frostline.testing.Deployment;
import io.frostline.testing.Programs;
import io.frostline.testing.ServerProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.TrustManagerFactory;

/**
 * Product's own broker with client authentication and a certificate, in a process of its own. Each user's password is "password of"
 * and the user's name.
 */
final class OwnBroker implements AutoCloseable {
    /** User of the services, who may do what no site may. */
    static final String SERVICES = "frostline";

    final int port = Deployment.freePort();
    final int tlsPort = Deployment.freePort();
    private final Path folder;
    private final ServerProcess process;

    /** @param certificate with which the broker starts */
    OwnBroker(Path folder, Certificate certificate) throws IOException {
        this.folder = folder;
        Path users = Files.createDirectories(folder.resolve("users"));
        for (String user : new String[] {SERVICES, "north", "south"}) {
            Files.writeString(users.resolve(user), "password of " + user + "\n");
        }
        process = ServerProcess.java(
                "broker",
                folder.resolve("broker.log"),
                Programs.servers(
                        "-Xmx256m",
                        "--data",
                        folder.toString(),
                        "--only",
                        "mqtt",
                        "--mqtt-port",
                        Integer.toString(port),
                        "--mqtts-port",
                        Integer.toString(tlsPort),
                        "--certificate",
                        certificate.folder().toString(),
                        "--mqtt-users",
                        users.toString()),
                Map.of());
        awaitLog("ready: mqtt", Duration.ofSeconds(60));
    }

    void awaitLog(String part, Duration timeout) {
        process.await("saying " + part, timeout, () -> process.log().contains(part));
    }

    void setPassword(String user, String password) throws IOException {
        Files.writeString(folder.resolve("users").resolve(user), password);
    }

    /** @param name by which the broker knows the client */
    Mqtt5BlockingClient client(String user, String name) {
        return Mqtt5Client.builder()
                .identifier(name)
                .serverHost("localhost")
                .serverPort(port)
                .simpleAuth()
                .username(user)
                .password(("password of " + user).getBytes(StandardCharsets.UTF_8))
                .applySimpleAuth()
                .buildBlocking();
    }

    /** Returns a client that connects with TLS and trusts this certificate only. */
    Mqtt5BlockingClient encrypted(Certificate trusted) throws Exception {
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
                .serverPort(tlsPort)
                .sslConfig()
                .trustManagerFactory(trust)
                .applySslConfig()
                .simpleAuth()
                .username("south")
                .password("password of south".getBytes(StandardCharsets.UTF_8))
                .applySimpleAuth()
                .buildBlocking();
    }

    @Override
    public void close() {
        process.close();
    }
}
