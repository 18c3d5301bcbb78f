package io.frostline.notification;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;

/** Customer who receives mails, with data from order's events. */
@Entity
@Table(name = "customer")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields
public class Customer {
    @Id
    UUID id;

    String name;
    String email;
}
