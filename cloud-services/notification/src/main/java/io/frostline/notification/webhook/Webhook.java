package io.frostline.notification.webhook;

import io.frostline.notification.delivery.Attempt;
import java.util.UUID;

/**
 * A call that somebody has taken on.
 *
 * @param body JSON, sent to the byte as it stands
 */
record Webhook(UUID id, String url, String body, int attempts, boolean repeated) implements Attempt {}
