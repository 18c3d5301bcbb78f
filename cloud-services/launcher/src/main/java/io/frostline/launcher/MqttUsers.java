package io.frostline.launcher;

import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthInput;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthOutput;
import com.hivemq.extension.sdk.api.auth.parameter.TopicPermission;
import com.hivemq.extension.sdk.api.auth.parameter.TopicPermission.MqttActivity;
import com.hivemq.extension.sdk.api.client.parameter.ConnectionInformation;
import com.hivemq.extension.sdk.api.packets.auth.DefaultAuthorizationBehaviour;
import com.hivemq.extension.sdk.api.packets.auth.ModifiableDefaultPermissions;
import com.hivemq.extension.sdk.api.packets.connect.ConnackReasonCode;
import com.hivemq.extension.sdk.api.services.builder.Builders;
import io.frostline.contract.Topics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Users of the broker. A site may publish the topics of its own agents and devices and read the topics addressed to them, and none
 * of another site. Its client ids begin with the site's name, so that no site disconnects another's clients.
 *
 * @param folder of {@link BrokerOptions#users}; null: everybody may do everything
 */
record MqttUsers(@Nullable Path folder) implements SimpleAuthenticator {
    private static final Logger LOG = LoggerFactory.getLogger(MqttUsers.class);
    /** Attribute of a connection: the only site for which it may publish and read. */
    private static final String SITE = "frostline.site";

    /** Returns the only site that a connection may use; empty where it may use every one. */
    static Optional<String> siteOf(ConnectionInformation connection) {
        return connection.getConnectionAttributeStore().getAsString(SITE);
    }

    @Override
    public void onConnect(SimpleAuthInput input, SimpleAuthOutput output) {
        if (folder == null) {
            output.authenticateSuccessfully();
            return;
        }
        String user = input.getConnectPacket().getUserName().orElse("");
        String client = input.getClientInformation().getClientId();
        if (!knows(folder, user, input.getConnectPacket().getPassword().orElse(null))) {
            LOG.warn("client '{}' is refused: not the password of user '{}'", client, user);
            output.failAuthentication(ConnackReasonCode.BAD_USER_NAME_OR_PASSWORD, "not a user, or not its password");
        } else if (user.equals(BrokerOptions.SERVICES)) {
            output.authenticateSuccessfully();
        } else if (client.equals("frostline-agent-" + user) || client.startsWith(user + "/")) {
            limit(output.getDefaultPermissions(), user);
            input.getConnectionInformation().getConnectionAttributeStore().putAsString(SITE, user);
            output.authenticateSuccessfully();
        } else {
            LOG.warn("client '{}' of site {} is refused: not a name of its own", client, user);
            output.failAuthentication(
                    ConnackReasonCode.CLIENT_IDENTIFIER_NOT_VALID,
                    "the name of a client of this site is frostline-agent-" + user + ", or begins with " + user + "/");
        }
    }

    private static boolean knows(Path users, String user, @Nullable ByteBuffer password) {
        try {
            Optional<String> known = BrokerOptions.password(users, user);
            byte[] given = new byte[password == null ? 0 : password.remaining()];
            if (password != null) {
                password.duplicate().get(given);
            }
            return known.isPresent() && MessageDigest.isEqual(known.get().getBytes(StandardCharsets.UTF_8), given);
        } catch (IOException e) {
            LOG.error("can't read the password of user '{}': {}", user, e.getMessage());
            return false;
        }
    }

    private static void limit(ModifiableDefaultPermissions permissions, String site) {
        permissions.setDefaultBehaviour(DefaultAuthorizationBehaviour.DENY);
        for (String topic : List.of(Topics.batch(site), Topics.reading(site), Topics.status(site))) {
            permissions.add(permission(topic, MqttActivity.PUBLISH));
        }
        for (String topic : List.of(Topics.receipt(site), Topics.command(site))) {
            permissions.add(permission(topic, MqttActivity.SUBSCRIBE));
        }
    }

    private static TopicPermission permission(String topic, MqttActivity activity) {
        return Builders.topicPermission().topicFilter(topic).activity(activity).build();
    }
}
