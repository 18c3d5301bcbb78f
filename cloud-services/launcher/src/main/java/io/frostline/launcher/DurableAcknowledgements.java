package io.frostline.launcher;

import com.hivemq.extension.sdk.api.async.Async;
import com.hivemq.extension.sdk.api.interceptor.puback.PubackOutboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.puback.parameter.PubackOutboundInput;
import com.hivemq.extension.sdk.api.interceptor.puback.parameter.PubackOutboundOutput;
import com.hivemq.extension.sdk.api.interceptor.publish.PublishInboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishInboundInput;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishInboundOutput;
import com.hivemq.extension.sdk.api.interceptor.pubrec.PubrecOutboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.pubrec.parameter.PubrecOutboundInput;
import com.hivemq.extension.sdk.api.interceptor.pubrec.parameter.PubrecOutboundOutput;
import com.hivemq.extension.sdk.api.packets.disconnect.DisconnectReasonCode;
import com.hivemq.extension.sdk.api.packets.general.Qos;
import com.hivemq.extension.sdk.api.packets.publish.AckReasonCode;
import com.hivemq.extension.sdk.api.packets.publish.PublishPacket;
import com.hivemq.extension.sdk.api.services.Services;
import io.frostline.contract.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Acknowledgements of one connection's plain readings, which say that Kafka has them. A message goes to Kafka instead of the
 * subscribers' queues; its PUBACK (QoS 1) or PUBREC (QoS 2) is held until the message is on disk there. While Kafka is away,
 * acknowledgements are held: the device has the messages in flight and stops at its window. Where too much waits already, a message
 * at QoS 1 is refused with reason code 0x97 (quota exceeded). This ends the connection of an MQTT 3 client, whose protocol has no
 * other way to refuse.
 *
 * <p>The acknowledgement is held rather than the message, because the broker works on one interceptor's call of a client at a time.
 * So all that a client has in flight shares one flush of Kafka's.
 */
final class DurableAcknowledgements
        implements PublishInboundInterceptor, PubackOutboundInterceptor, PubrecOutboundInterceptor {
    private static final Logger LOG = LoggerFactory.getLogger(DurableAcknowledgements.class);
    /** Timeout of a held acknowledgement; after it the broker would send the acknowledgement all the same. */
    private static final Duration NO_TIMEOUT = Duration.ofDays(3650);

    private static final String BUSY = "too much waits for Kafka: send it again later";

    private final ReadingsProducer readings;
    private final DroppedMessages dropped;
    private final @Nullable String site;
    private final ExactlyOnce exactlyOnce;
    private final Map<Integer, CompletableFuture<Void>> waiting = new ConcurrentHashMap<>();
    /** Target of the message before. A client's messages come one after the other, and mostly have the same topic. */
    private volatile Target target = Target.of("");

    /** @param site null: the topic is neither one of plain readings nor an unread one of a site */
    private record Target(String topic, @Nullable String site, boolean isRead) {
        static Target of(String topic) {
            Optional<String> reading = Topics.siteOfReading(topic);
            String site = reading.or(() -> Topics.siteOfUnread(topic)).orElse(null);
            return new Target(topic, site, reading.isPresent());
        }
    }

    /** @param site the only one for which the client may publish; null: every site */
    DurableAcknowledgements(
            ReadingsProducer readings, DroppedMessages dropped, ExactlyOnce exactlyOnce, @Nullable String site) {
        this.readings = readings;
        this.dropped = dropped;
        this.exactlyOnce = exactlyOnce;
        this.site = site;
    }

    @Override
    public void onInboundPublish(PublishInboundInput input, PublishInboundOutput output) {
        PublishPacket message = input.getPublishPacket();
        if (!message.getTopic().equals(target.topic)) {
            target = Target.of(message.getTopic());
        }
        String of = target.site;
        // interceptors run before the broker's own permission check, which then refuses the others
        if (of == null || site != null && !site.equals(of)) {
            return;
        }
        byte[] payload = bytes(message.getPayload().orElse(null));
        // at QoS 2 the broker has noted it already: a refused message would be acknowledged when it is sent again
        boolean always = message.getQos() == Qos.EXACTLY_ONCE;
        Optional<CompletableFuture<Void>> durable = target.isRead
                ? readings.offer(of, payload, always)
                : readings.offerUnread(of, message.getTopic(), payload, always);
        if (durable.isEmpty()) {
            if (message.getQos() == Qos.AT_MOST_ONCE) {
                dropped.count(of);
                output.preventPublishDelivery();
            } else {
                output.preventPublishDelivery(AckReasonCode.QUOTA_EXCEEDED, BUSY);
            }
            return;
        }
        output.preventPublishDelivery();
        if (message.getQos() == Qos.AT_LEAST_ONCE) {
            waiting.put(message.getPacketId(), durable.get());
        } else if (message.getQos() == Qos.EXACTLY_ONCE) {
            exactlyOnce.add(input.getClientInformation().getClientId(), durable.get());
        }
    }

    private static byte[] bytes(@Nullable ByteBuffer payload) {
        byte[] bytes = new byte[payload == null ? 0 : payload.remaining()];
        if (payload != null) {
            payload.duplicate().get(bytes);
        }
        return bytes;
    }

    @Override
    public void onOutboundPuback(PubackOutboundInput input, PubackOutboundOutput output) {
        CompletableFuture<Void> durable = waiting.remove(input.getPubackPacket().getPacketIdentifier());
        if (durable != null && !isDone(durable)) {
            hold(durable, output.async(NO_TIMEOUT), input.getClientInformation().getClientId());
        }
    }

    @Override
    public void onOutboundPubrec(PubrecOutboundInput input, PubrecOutboundOutput output) {
        String client = input.getClientInformation().getClientId();
        exactlyOnce.of(client).ifPresent(durable -> hold(durable, output.async(NO_TIMEOUT), client));
    }

    private static boolean isDone(CompletableFuture<Void> durable) {
        return durable.isDone() && !durable.isCompletedExceptionally();
    }

    /**
     * Holds an acknowledgement until Kafka has the message. If it never will, the connection ends first and the device sends it
     * again.
     */
    private static void hold(CompletableFuture<Void> durable, Async<?> acknowledgement, String client) {
        var unused = durable.whenComplete((nothing, failure) -> {
            if (failure == null) {
                acknowledgement.resume();
                return;
            }
            LOG.error("client '{}' is disconnected: Kafka does not take its reading", client, failure);
            var ended = Services.clientService()
                    .disconnectClient(client, false, DisconnectReasonCode.UNSPECIFIED_ERROR, "Kafka does not take it")
                    .whenComplete((done, trouble) -> acknowledgement.resume());
        });
    }
}
