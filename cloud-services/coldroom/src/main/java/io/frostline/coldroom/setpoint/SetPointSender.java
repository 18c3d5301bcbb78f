package io.frostline.coldroom.setpoint;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import io.frostline.contract.Topics;
import io.frostline.contract.wire.Command;
import io.frostline.platform.loop.BackgroundLoop;
import io.frostline.platform.mqtt.MqttClients;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/**
 * Sender of set points: repeats each until the agent has reported its outcome. A message that no agent takes expires before the
 * next one goes out, so an agent that reconnects finds the newest set point only. Duplicates are idempotent for the agent.
 */
@ApplicationScoped
class SetPointSender {
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(2);

    private final SetPoints setPoints;
    private final Mqtt5AsyncClient client;
    private final BackgroundLoop loop = new BackgroundLoop("set-points", POLL_INTERVAL, this::sendPending);

    SetPointSender(SetPoints setPoints, MqttClients clients) {
        this.setPoints = setPoints;
        this.client = clients.builder().buildAsync();
    }

    void start(@Observes StartupEvent event) {
        var connecting = client.connectWith().cleanStart(true).keepAlive(20).send();
        loop.start();
    }

    private boolean sendPending() {
        if (client.getState().isConnected()) {
            setPoints.pending().forEach(this::send);
        }
        return false;
    }

    private void send(SetPoint wanted) {
        Command command = Command.newBuilder()
                .setId("set-point/" + wanted.key.room() + "/" + wanted.version)
                .setSetPoint(io.frostline.contract.wire.SetPoint.newBuilder()
                        .setRoom(wanted.key.room())
                        .setCelsius(wanted.celsius)
                        .setVersion(wanted.version))
                .build();
        var unused = client.publishWith()
                .topic(Topics.command(wanted.key.site()))
                .qos(MqttQos.AT_LEAST_ONCE)
                .messageExpiryInterval(POLL_INTERVAL.toSeconds())
                .payload(command.toByteArray())
                .send();
    }

    void stop(@Observes ShutdownEvent event) {
        loop.close();
        var unused = client.disconnect();
    }
}
