package io.frostline.notification.webhook;

import io.frostline.notification.delivery.Delivery;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;

/** Call of a webhook that is due. */
@Entity
@Table(name = "webhook")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields
public class Webhook extends Delivery {
    String url;

    /** JSON that is signed and sent, byte for byte the same each time. */
    String body;
}
