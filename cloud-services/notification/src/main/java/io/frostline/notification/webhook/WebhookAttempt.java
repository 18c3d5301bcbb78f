package io.frostline.notification.webhook;

import io.frostline.notification.delivery.Attempt;
import java.util.UUID;

/** @param body JSON that is sent byte for byte */
record WebhookAttempt(UUID id, String url, String body, int attempts, boolean repeated) implements Attempt {}
