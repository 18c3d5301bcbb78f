package io.frostline.embedded;

import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.embedded.EmbeddedHiveMQ;
import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An MQTT 5 broker with its queues on disk. */
final class MqttServer implements AutoCloseable {
    private static final String CONFIGURATION = """
            <?xml version="1.0"?>
            <hivemq>
              <listeners>
                <tcp-listener><port>%d</port><bind-address>%s</bind-address></tcp-listener>
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

    private final EmbeddedHiveMQ broker;

    private MqttServer(EmbeddedHiveMQ broker) {
        this.broker = broker;
    }

    static MqttServer start(Path dir, String host, int port) throws IOException {
        Path configuration = Files.createDirectories(dir.resolve("conf"));
        Files.writeString(configuration.resolve("config.xml"), CONFIGURATION.formatted(port, host));
        // else it looks for the jar that it is in, which its classes don't know where an archive has them
        System.setProperty("hivemq.home", dir.toString());
        EmbeddedHiveMQ broker = EmbeddedHiveMQ.builder()
                .withConfigurationFolder(configuration)
                .withDataFolder(Files.createDirectories(dir.resolve("data")))
                .withExtensionsFolder(Files.createDirectories(dir.resolve("extensions")))
                .withEmbeddedExtension(EmbeddedExtension.builder()
                        .withId("frostline")
                        .withName("Frostline")
                        .withVersion("1")
                        .withExtensionMain(new AdmitAll())
                        .build())
                .build();
        broker.start().join();
        return new MqttServer(broker);
    }

    @Override
    public void close() {
        broker.stop().join();
    }

    /** The one-machine form trusts whoever reaches its port, as its REST does; a cluster brings its own broker. */
    private static final class AdmitAll implements ExtensionMain {
        @Override
        public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
            SimpleAuthenticator admit = (in, out) -> out.authenticateSuccessfully();
            Services.securityRegistry().setAuthenticatorProvider(in -> admit);
        }

        @Override
        public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {
            // the registry forgets the authenticator by itself
        }
    }
}
