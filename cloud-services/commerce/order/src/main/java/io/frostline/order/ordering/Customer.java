package io.frostline.order.ordering;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** Customer who places orders and pays for them from an account. */
@Entity
@Table(name = "customer")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields, and the database createdAt
public class Customer {
    @Id
    UUID id;

    String name;
    String email;

    String account;

    /** Time by the database's clock, which the ranges of lists use as well. */
    @Column(name = "created_at", insertable = false, updatable = false)
    Instant createdAt;

    protected Customer() {}

    Customer(UUID id, String name, String email, String account) {
        this.id = id;
        this.name = name;
        this.email = email;
        this.account = account;
    }
}
