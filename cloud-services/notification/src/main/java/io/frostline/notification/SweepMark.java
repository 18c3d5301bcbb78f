package io.frostline.notification;

import io.quarkus.hibernate.orm.PersistenceUnit;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/** Watermark of sweeps, and lease by which one of several instances sweeps. The table has one row and no key. */
@ApplicationScoped
@Transactional
class SweepMark {
    private final Session session;

    SweepMark(@PersistenceUnit("notification") Session session) {
        this.session = session;
    }

    /** @param sweptTo null before the first sweep */
    record Taken(@Nullable Instant sweptTo) {}

    /** @return empty if another instance has taken the sweep less than this ago */
    Optional<Taken> take(Duration every) {
        return session.createNativeQuery("""
                        update sweep set due_at = now() + :every * interval '1 millisecond' where due_at <= now()
                        returning swept_to""", Tuple.class)
                .addScalar("swept_to", Instant.class)
                .setParameter("every", every.toMillis())
                .uniqueResultOptional()
                .map(row -> new Taken(row.get("swept_to", Instant.class)));
    }

    void sweptTo(Instant to) {
        session.createNativeMutationQuery("update sweep set swept_to = greatest(swept_to, :to)")
                .setParameter("to", to)
                .executeUpdate();
    }
}
