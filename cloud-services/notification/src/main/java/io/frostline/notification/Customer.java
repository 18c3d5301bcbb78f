package io.frostline.notification;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;

/** Customer who receives mails, with data from order's events. */
@Entity
@Table(name = "customer")
public class Customer {
    @Id
    UUID id;

    String name;
    String email;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected Customer() {}
}
