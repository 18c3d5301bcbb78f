package io.frostline.notification.delivery;

import jakarta.persistence.Column;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Message that has to be delivered: pending, sending, sent, or failed, which is for good unless somebody asks again. */
@MappedSuperclass
public abstract class Delivery {
    /** Also its idempotency key at the receiver. */
    @Id
    public UUID id;

    /** What it tells of. */
    public UUID about;

    public String state;
    public int attempts;

    /** Pending: when to send it; sending: when to believe that its sender is gone. */
    @Column(name = "due_at")
    public Instant dueAt;

    /** Why the last attempt failed. */
    @Nullable
    public String reason;

    @Column(name = "made_at")
    public Instant madeAt;

    @Nullable
    @Column(name = "sent_at")
    public Instant sentAt;

    @SuppressWarnings("NullAway.Init") // of Hibernate, which fills the fields
    protected Delivery() {}

    /** Returns null unless it is pending. */
    public @Nullable Instant nextAttemptAt() {
        return state.equals("pending") ? dueAt : null;
    }
}
