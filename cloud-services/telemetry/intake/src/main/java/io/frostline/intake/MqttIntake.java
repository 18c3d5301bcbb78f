package io.frostline.intake;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.lifecycle.MqttClientDisconnectedContext;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.lifecycle.Mqtt5ClientDisconnectedContext;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.frostline.contract.Topics;
import io.frostline.contract.batch.BatchTransfer;
import io.frostline.platform.loop.BackgroundLoop;
import io.frostline.platform.mqtt.MqttClients;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Bridge from MQTT to Kafka, with receipts back. It acknowledges a message to the broker, and sends its receipt, only after Kafka
 * has it at acks=all. So if anything is killed in between, the message comes again. It stores nothing: several instances may run
 * and share the subscription.
 */
@ApplicationScoped
class MqttIntake {
    private static final Logger LOG = Logger.getLogger(MqttIntake.class);
    private static final long SESSION_SECONDS = Duration.ofDays(1).toSeconds();
    /** Upper bound, in bytes, of waiting messages that need no acknowledgement, which nothing else bounds. */
    private static final int UNACKNOWLEDGED_BYTES = 16 << 20;

    /** Upper bound, in bytes, of all messages that wait for Kafka, if the broker sends more at once than it may. */
    private static final long WAITING_BYTES =
            Math.max(UNACKNOWLEDGED_BYTES, Runtime.getRuntime().maxMemory() / 4);

    /** Approximate heap of a message beside its payload, in bytes. */
    private static final int MESSAGE_BYTES = 1 << 10;

    /** Receive maximum of MQTT 5 if none is given. */
    private static final int MAX_IN_FLIGHT = 65_535;

    private static final String SHARE = "$share/frostline-intake/";

    private final IntakeConfig config;
    private final MqttClients clients;
    private final ReadingsTopic topic;
    private final List<Echo> echoes;
    private final Admission admission = new Admission();
    private final Clock clock = Clock.systemUTC();
    private final AtomicBoolean subscribed = new AtomicBoolean();
    // one thread: messages reach Kafka in the order in which the broker delivered them
    private final ExecutorService worker =
            Executors.newSingleThreadExecutor(Thread.ofPlatform().name("intake").factory());
    private final Counter messages;
    private final Counter batches;
    private final Counter receipts;
    private final Counter refused;
    private final Counter dropped;
    private final Counter stalls;
    private final BrokerDrops brokerDrops;
    private final Semaphore room = new Semaphore(UNACKNOWLEDGED_BYTES);
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicLong waitingBytes = new AtomicLong();
    /** True if messages were skipped without acknowledgement: the broker still has them. */
    private final AtomicBoolean passedOver = new AtomicBoolean();

    private final BackgroundLoop watch;
    private volatile Mqtt5AsyncClient client;

    MqttIntake(IntakeConfig config, MqttClients clients, ReadingsTopic topic, MeterRegistry metrics) {
        this.config = config;
        this.clients = clients;
        this.topic = topic;
        messages = metrics.counter("frostline.intake.messages");
        batches = metrics.counter("frostline.intake.batches");
        receipts = metrics.counter("frostline.intake.receipts");
        refused = metrics.counter("frostline.intake.refused");
        dropped = metrics.counter("frostline.intake.dropped");
        stalls = metrics.counter("frostline.intake.stalls");
        brokerDrops = new BrokerDrops(metrics);
        Duration silence = config.mqtt().silence();
        echoes = List.of(new Echo("batch", silence), new Echo("reading", silence));
        watch = new BackgroundLoop("intake-echo", silence.dividedBy(5), this::listen);
        client = client();
    }

    private Mqtt5AsyncClient client() {
        return clients.builder()
                .identifier(config.mqtt().clientId())
                .addConnectedListener(context -> subscribe(client))
                .addDisconnectedListener(this::disconnected)
                .buildAsync();
    }

    void start(@Observes StartupEvent event) {
        connect(client);
        watch.start();
    }

    private void connect(Mqtt5AsyncClient client) {
        client.publishes(MqttGlobalPublishFilter.ALL, this::take, true);
        var unused = client.connectWith()
                .cleanStart(false)
                .sessionExpiryInterval(SESSION_SECONDS)
                .keepAlive(20)
                .restrictions()
                .receiveMaximum(config.mqtt().inFlight())
                .maximumPacketSize(4 << 20)
                .applyRestrictions()
                .send();
    }

    /**
     * Handles a disconnect. The client disconnects a broker that sends more messages than it may, as mosquitto 2.0 does once a
     * client is behind. This would repeat each time, so the broker may then send as many as the protocol allows.
     */
    private void disconnected(MqttClientDisconnectedContext context) {
        subscribed.set(false);
        if (context instanceof Mqtt5ClientDisconnectedContext disconnected
                && context.getCause() instanceof Mqtt5DisconnectException ended
                && ended.getMqttMessage().getReasonCode() == Mqtt5DisconnectReasonCode.RECEIVE_MAXIMUM_EXCEEDED) {
            LOG.warnf(
                    "the broker sends more than the %d messages at once that it was allowed; it is allowed %d from now on",
                    config.mqtt().inFlight(), MAX_IN_FLIGHT);
            Mqtt5Connect connect = disconnected.getReconnector().getConnect();
            disconnected
                    .getReconnector()
                    .connect(connect.extend()
                            .restrictions(connect.getRestrictions()
                                    .extend()
                                    .receiveMaximum(MAX_IN_FLIGHT)
                                    .build())
                            .build());
        }
    }

    /** Publishes an echo through each subscription; reconnects if nothing of one has arrived within the timeout. */
    private boolean listen() {
        if (!subscribed.get()) {
            return false;
        }
        // messages in flight to Kafka keep the broker from delivering more
        boolean idle = underWay.get() == 0;
        if (idle && passedOver.getAndSet(false)) {
            LOG.warn("messages for which there was no memory are asked for again");
            connectAnew();
        } else if (idle && echoes.stream().anyMatch(echo -> echo.isMissing(System.nanoTime()))) {
            LOG.warn("the broker accepts connections but delivers nothing more; connecting anew");
            stalls.increment();
            connectAnew();
        } else {
            echoes.forEach(this::say);
        }
        return false;
    }

    private void say(Echo echo) {
        var unused = client.publishWith()
                .topic(echo.topic())
                .qos(MqttQos.AT_LEAST_ONCE)
                .send()
                .thenRun(() -> echo.said(System.nanoTime()));
    }

    /** Reconnects as a new client of the same session: one that was connected before would get stuck on its old state again. */
    private void connectAnew() {
        subscribed.set(false);
        echoes.forEach(Echo::heard);
        Mqtt5AsyncClient stuck = client;
        Mqtt5AsyncClient next = client();
        client = next;
        var unused =
                stuck.disconnect().orTimeout(5, TimeUnit.SECONDS).whenComplete((nothing, failure) -> connect(next));
    }

    private void subscribe(Mqtt5AsyncClient client) {
        var unused = client.subscribeWith()
                .addSubscription()
                .topicFilter(SHARE + Topics.batch("+"))
                .qos(MqttQos.AT_LEAST_ONCE)
                .applySubscription()
                .addSubscription()
                .topicFilter(SHARE + Topics.reading("+"))
                .qos(MqttQos.AT_LEAST_ONCE)
                .applySubscription()
                .send()
                .whenComplete((ack, failure) -> {
                    subscribed.set(failure == null);
                    if (failure != null) {
                        LOG.warnf("can't subscribe: %s", failure.getMessage());
                    }
                });
        // separately: a broker may deny these topics to its clients
        for (String drops : BrokerDrops.TOPICS) {
            unused = client.subscribeWith()
                    .topicFilter(drops)
                    .qos(MqttQos.AT_MOST_ONCE)
                    .send()
                    .whenComplete((ack, failure) -> {
                        if (failure != null) {
                            LOG.infof("what the broker drops it does not tell on %s: %s", drops, failure.getMessage());
                        }
                    });
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        watch.close();
        worker.shutdownNow();
        client.disconnect()
                .orTimeout(5, TimeUnit.SECONDS)
                .exceptionally(e -> null)
                .join();
    }

    boolean isReady() {
        return subscribed.get() && topic.isReady();
    }

    /** Takes a message. The broker holds back messages that need acknowledgement; of the others, those without room are dropped. */
    private void take(Mqtt5Publish message) {
        if (brokerDrops.take(message) || isEcho(message.getTopic().toString())) {
            message.acknowledge();
            return;
        }
        boolean unacknowledged = message.getQos() == MqttQos.AT_MOST_ONCE;
        int bytes =
                MESSAGE_BYTES + message.getPayload().map(ByteBuffer::remaining).orElse(0);
        if (unacknowledged && !room.tryAcquire(bytes)) {
            dropped.increment();
            return;
        }
        if (waitingBytes.addAndGet(bytes) > WAITING_BYTES && !unacknowledged && underWay.get() > 0) {
            waitingBytes.addAndGet(-bytes);
            passedOver.set(true); // skipped without acknowledgement: it comes again on the next connection
            return;
        }
        underWay.incrementAndGet();
        worker.execute(() -> handle(message).whenComplete((nothing, failure) -> {
            waitingBytes.addAndGet(-bytes);
            if (unacknowledged) {
                room.release(bytes);
            } else if (failure == null) {
                message.acknowledge();
            }
            underWay.decrementAndGet();
            if (failure != null) {
                LOG.warnf(failure, "a message of %s could not be handed on", message.getTopic());
                if (unacknowledged) {
                    dropped.increment();
                }
            }
        }));
    }

    private boolean isEcho(String topic) {
        boolean own = false;
        for (Echo echo : echoes) {
            if (echo.isOf(topic)) {
                echo.heard();
            }
            own |= echo.topic().equals(topic);
        }
        return own;
    }

    private CompletableFuture<Void> handle(Mqtt5Publish message) {
        messages.increment();
        String name = message.getTopic().toString();
        byte[] payload = message.getPayloadAsBytes();
        Optional<String> site = Topics.siteOf(name);
        try {
            if (site.isEmpty()) {
                return bury(name, name, payload, "the topic names no site: a site's name must be " + Topics.NAME_RULE);
            }
            // history decides what of a plain message is valid: it must parse it anyway
            return name.endsWith("/batch")
                    ? transfer(site.get(), payload)
                    : topic.send(site.get(), Topics.KIND_PLAIN, payload);
        } catch (RuntimeException e) {
            LOG.errorf(e, "a message of %s is buried", name);
            return buryOrFail(name, payload, e);
        }
    }

    /** Sends a message on which intake itself fails to the dead letters: it must not be redelivered for ever and block others. */
    private CompletableFuture<Void> buryOrFail(String name, byte[] payload, RuntimeException why) {
        try {
            return bury(name, name, payload, "intake failed on it: " + why);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<Void> transfer(String site, byte[] payload) {
        Admission.Transfer verdict = admission.transfer(site, payload);
        List<CompletableFuture<Void>> durable = new ArrayList<>();
        BatchTransfer admitted = verdict.admitted();
        if (admitted != null) {
            byte[] left = verdict.refused().isEmpty() ? payload : admitted.encode();
            durable.add(topic.send(site, Topics.KIND_TRANSFER, left));
        }
        verdict.refused()
                .forEach(refusal -> durable.add(bury(site, Topics.batch(site), refusal.payload(), refusal.reason())));
        return CompletableFuture.allOf(durable.toArray(CompletableFuture[]::new))
                .thenRun(() -> sendReceipts(site, verdict));
    }

    private void sendReceipts(String site, Admission.Transfer verdict) {
        batches.increment(verdict.batches().size());
        Receipts.of(verdict, clock.millis()).forEach(receipt -> {
            receipts.increment();
            var unused = client.publishWith()
                    .topic(Topics.receipt(site))
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .payload(receipt.toByteArray())
                    .send();
        });
    }

    private CompletableFuture<Void> bury(String site, String from, byte[] payload, String reason) {
        refused.increment();
        return topic.bury(site, from, payload, reason);
    }
}
