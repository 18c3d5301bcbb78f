package io.frostline.notification.webhook;

import io.frostline.notification.delivery.Attempt;
import java.util.UUID;

/**
 * Attempt to call a webhook.
 *
 * @param body JSON, sent to the byte as it stands
 */
record WebhookAttempt(UUID id, String url, String body, int attempts, boolean repeated) implements Attempt {}
