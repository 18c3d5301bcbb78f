package io.frostline.notification.delivery;

import jakarta.persistence.Column;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Message to deliver: pending, sending, sent, or failed, which is final unless somebody retries it. */
@MappedSuperclass
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields
public abstract class Delivery {
    /** Id, which is also its idempotency key at the receiver. */
    @Id
    public UUID id;

    /** Id of its subject. */
    public UUID about;

    public String state;
    public int attempts;

    /** If pending: time to send it. If sending: end of its sender's lease. */
    @Column(name = "due_at")
    public Instant dueAt;

    /** Reason why the last attempt failed. */
    @Nullable
    public String reason;

    @Column(name = "made_at")
    public Instant madeAt;

    @Nullable
    @Column(name = "sent_at")
    public Instant sentAt;

    /** Returns the time of the next attempt; null unless it is pending. */
    public @Nullable Instant nextAttemptAt() {
        return state.equals("pending") ? dueAt : null;
    }
}
