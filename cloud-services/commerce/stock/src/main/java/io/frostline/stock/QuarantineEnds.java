package io.frostline.stock;

import io.frostline.commerce.QuarantineLots;
import io.frostline.platform.web.Refused;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Operations that end quarantines, each in one transaction. They are idempotent: a duplicate request has no further effect. */
@ApplicationScoped
public class QuarantineEnds {
    private final Lots lots;
    private final Quarantines quarantines;
    private final StockOutbox outbox;

    QuarantineEnds(Lots lots, Quarantines quarantines, StockOutbox outbox) {
        this.lots = lots;
        this.quarantines = quarantines;
        this.outbox = outbox;
    }

    /**
     * Makes the lots available for sale again.
     *
     * @throws Refused if it ended otherwise, or is not in force yet
     */
    @Transactional
    public void release(UUID id, QuarantineLots.End asked) {
        begin(id, Quarantine.RELEASED).ifPresent(quarantine -> end(quarantine, Quarantine.RELEASED, asked));
    }

    /**
     * Writes off what is on hand of the lots.
     *
     * @throws Refused if it ended otherwise, is not in force yet, or orders still have goods of the lots
     */
    @Transactional
    public void writeOff(UUID id, QuarantineLots.End asked) {
        begin(id, Quarantine.WRITTEN_OFF).ifPresent(quarantine -> {
            requireNobody(quarantines.standing(id));
            lots.writeOffIn(id, asked.reason());
            end(quarantine, Quarantine.WRITTEN_OFF, asked);
        });
    }

    private static void requireNobody(QuarantineLots.Standing standing) {
        if (standing.affected() + standing.underWay() > 0) {
            throw Refused.conflict(
                    "orders-under-way",
                    "Orders are under way",
                    (standing.affected() + standing.underWay())
                            + " orders still have goods of these lots; ask again once they have been responded to");
        }
    }

    /** @return empty if it has ended this way before */
    private Optional<Quarantine> begin(UUID id, String how) {
        Quarantine before = quarantines.get(id);
        lots.lockForQuarantine(before.site, before.room);
        quarantines.getSession().detach(before); // it may have ended or been deleted while this waited for the lock
        Quarantine quarantine = quarantines.get(id);
        if (how.equals(quarantine.ended)) {
            return Optional.empty();
        }
        if (quarantine.ended != null || quarantine.inForceAt == null) {
            throw Refused.conflict(
                    "not-in-force",
                    "Not in force",
                    "the quarantine " + id
                            + (quarantine.ended == null ? " is not in force yet" : " was " + quarantine.ended));
        }
        lots.lockIn(id);
        return Optional.of(quarantine);
    }

    private void end(Quarantine quarantine, String how, QuarantineLots.End asked) {
        lots.release(quarantine.id);
        quarantine.end(how, asked.by(), asked.reason());
        outbox.record(
                "lots-" + how,
                quarantine.id.toString(),
                Map.of("quarantine", quarantine.id, "by", asked.by(), "reason", asked.reason()));
    }
}
