package io.frostline.coldroom.setpoint;

import io.frostline.coldroom.room.RoomKey;
import jakarta.persistence.Column;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Temperature that is wanted of a room, and what its agent said of it. */
@Entity
@Table(name = "set_point")
public class SetPoint {
    @EmbeddedId
    RoomKey key;

    double celsius;

    /** Grows with each change. */
    long version;

    @Column(name = "set_by")
    String setBy;

    @Column(name = "set_at")
    Instant setAt;

    /** What the agent applied last; null: nothing yet. */
    @Nullable
    @Column(name = "reported_celsius")
    Double reportedCelsius;

    @Column(name = "reported_version")
    long reportedVersion;

    /** By the agent's clock. */
    @Nullable
    @Column(name = "reported_at")
    Instant reportedAt;

    /** The newest version that the agent refused; zero: none. */
    @Column(name = "refused_version")
    long refusedVersion;

    @Nullable
    @Column(name = "refused_reason")
    String refusedReason;

    @SuppressWarnings("NullAway.Init") // of Hibernate, which fills the fields
    protected SetPoint() {}

    boolean isReported() {
        return reportedVersion == version;
    }

    boolean isRefused() {
        return refusedVersion == version;
    }
}
