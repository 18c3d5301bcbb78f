package io.frostline.notification;

import io.frostline.notification.delivery.Attempt;
import java.util.UUID;

/**
 * Attempt to send a mail.
 *
 * @param id its idempotency key
 * @param name of the customer; empty if it goes to no customer
 * @param facts content as JSON: a {@link News.Order} if it is about an order, or an {@link
 *     io.frostline.contract.coldroom.AlarmNotice}
 * @param attempts so far, with this one
 * @param repeated true if it is unknown whether an earlier attempt reached the provider
 */
record MailAttempt(UUID id, Kind kind, UUID about, String name, String to, String facts, int attempts, boolean repeated)
        implements Attempt {}
