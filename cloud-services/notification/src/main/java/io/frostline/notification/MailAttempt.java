package io.frostline.notification;

import io.frostline.notification.delivery.Attempt;
import java.util.UUID;

/**
 * @param name of the customer; empty if it goes to no customer
 * @param facts content as JSON: a {@link News.Order} if it is about an order, or an {@link
 *     io.frostline.contract.coldroom.AlarmNotice}
 */
record MailAttempt(UUID id, Kind kind, UUID about, String name, String to, String facts, int attempts, boolean repeated)
        implements Attempt {}
