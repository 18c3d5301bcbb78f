package io.frostline.coldroom.setpoint;

import io.frostline.coldroom.room.RoomKey;
import jakarta.persistence.Column;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Requested temperature of a room, and what its agent reported. */
@Entity
@Table(name = "set_point")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields
public class SetPoint {
    @EmbeddedId
    RoomKey key;

    double celsius;

    /** Version of the request; grows with each change. */
    long version;

    @Column(name = "set_by")
    String setBy;

    @Column(name = "set_at")
    Instant setAt;

    /** Temperature that the agent applied last; null: nothing yet. */
    @Nullable
    @Column(name = "reported_celsius")
    Double reportedCelsius;

    @Column(name = "reported_version")
    long reportedVersion;

    /** Time of the report, by the agent's clock. */
    @Nullable
    @Column(name = "reported_at")
    Instant reportedAt;

    /** Newest version that the agent refused; zero: none. */
    @Column(name = "refused_version")
    long refusedVersion;

    @Nullable
    @Column(name = "refused_reason")
    String refusedReason;

    boolean isReported() {
        return reportedVersion == version;
    }

    boolean isRefused() {
        return refusedVersion == version;
    }
}
