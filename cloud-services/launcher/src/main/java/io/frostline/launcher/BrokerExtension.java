package io.frostline.launcher;

import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.client.ClientContext;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;
import org.jspecify.annotations.Nullable;

/**
 * Extension of the MQTT broker: authentication, and the meaning of an acknowledgement of a plain reading.
 *
 * @param readings null: an acknowledgement means that the broker has the reading, as with any broker
 */
record BrokerExtension(MqttUsers users, @Nullable ReadingsProducer readings) implements ExtensionMain {
    @Override
    public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
        Services.securityRegistry().setAuthenticatorProvider(in -> users);
        ReadingsProducer producer = readings;
        if (producer != null) {
            DroppedMessages dropped = new DroppedMessages();
            dropped.start();
            ExactlyOnce exactlyOnce = new ExactlyOnce();
            Services.initializerRegistry()
                    .setClientInitializer((client, context) -> intercept(
                            context,
                            new DurableAcknowledgements(
                                    producer,
                                    dropped,
                                    exactlyOnce,
                                    MqttUsers.siteOf(client.getConnectionInformation())
                                            .orElse(null))));
        }
    }

    private static void intercept(ClientContext context, DurableAcknowledgements interceptor) {
        context.addPublishInboundInterceptor(interceptor);
        context.addPubackOutboundInterceptor(interceptor);
        context.addPubrecOutboundInterceptor(interceptor);
    }

    @Override
    public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {
        // the registries drop these entries by themselves
    }
}
