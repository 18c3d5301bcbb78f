package io.frostline.notification;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;

/** Customer whom mails go to, as order told of them. */
@Entity
@Table(name = "customer")
public class Customer {
    @Id
    UUID id;

    String name;
    String email;

    @SuppressWarnings("NullAway.Init") // of Hibernate, which fills the fields
    protected Customer() {}
}
