package io.frostline.notification;

import io.frostline.notification.delivery.Delivery;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Mail that is due to a customer or to an address. */
@Entity
@Table(name = "mail")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields
public class Mail extends Delivery {
    String kind;

    @Nullable
    @Column(name = "customer_id")
    UUID customer;

    @Nullable
    String address;
}
