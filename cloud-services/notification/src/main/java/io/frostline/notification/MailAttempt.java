package io.frostline.notification;

import io.frostline.notification.delivery.Attempt;
import java.util.UUID;

/**
 * Attempt to send a mail.
 *
 * @param id its idempotency key
 * @param name empty where it goes to no customer
 * @param facts what it tells, as JSON: a {@link News.Order} where it is about one, or an {@link
 *     io.frostline.contract.coldroom.AlarmNotice}
 * @param attempts this one included
 * @param repeated whether an earlier attempt may have reached the provider and nobody knows
 */
record MailAttempt(UUID id, Kind kind, UUID about, String name, String to, String facts, int attempts, boolean repeated)
        implements Attempt {}
