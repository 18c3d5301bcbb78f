package io.frostline.stock;

import io.frostline.commerce.QuarantineLots;
import io.frostline.commerce.QuarantineLots.Quarantined;
import io.frostline.platform.saga.Fence;
import io.frostline.platform.saga.Lra;
import io.frostline.platform.saga.Participant;
import io.frostline.platform.saga.SagaConfig;
import io.frostline.platform.web.Refused;
import io.frostline.stock.Reallocation.Need;
import io.quarkus.agroal.DataSource;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.Optional;

/**
 * Stock's part in the response to a room that was too warm: its lots are quarantined. Each confirmed order on them that is not
 * shipped gets other goods for all that it needs of them; if there are not enough, all its goods are set aside to be put on hand
 * again. Until the action ends, none of these orders can be shipped or taken back.
 */
@Path(QuarantineHolds.PATH)
public class QuarantineHolds extends Participant {
    static final String PATH = "/lra/quarantine";

    private final javax.sql.DataSource database;
    private final Lots lots;
    private final Holds holds;
    private final Quarantines quarantines;
    private final StockOutbox outbox;

    QuarantineHolds(
            SagaConfig config,
            @DataSource("stock") javax.sql.DataSource database,
            Lots lots,
            Holds holds,
            Quarantines quarantines,
            StockOutbox outbox) {
        super(config, database);
        this.database = database;
        this.lots = lots;
        this.holds = holds;
        this.quarantines = quarantines;
        this.outbox = outbox;
    }

    /**
     * Quarantines the lots and plans the reallocation.
     *
     * @throws Refused if another quarantine is open in the room, this one has ended, or the action has ended
     */
    @Transactional
    public Quarantined hold(Lra lra, QuarantineLots asked) {
        switch (Fence.tried(database, lra)) {
            case DO_IT -> quarantine(lra, asked);
            case DONE_BEFORE -> {} // the same answer again
            case TOO_LATE -> throw Refused.conflict("saga-over", "Action is over", "the action " + lra + " has ended");
        }
        return new Quarantined(holds.moving(lra), holds.leaving(lra), quarantines.underWay(asked.quarantine(), lra));
    }

    /** Locks holds before lots, as all who change both do, and lots in the same order as all. */
    private void quarantine(Lra lra, QuarantineLots asked) {
        lots.lockForQuarantine(asked.site(), asked.room());
        quarantines.begin(lra, asked);
        List<Need> needs = holds.lockAffected(asked.site(), asked.room(), asked.except());
        Reallocation plan = new Reallocation(
                needs,
                lots.lockGoods(
                        asked.site(),
                        asked.room(),
                        needs.stream().map(Need::product).distinct().toList()));
        lots.quarantine(asked.quarantine(), asked.site(), asked.room());
        holds.move(lra, plan.moves());
        holds.setAsideAll(
                lra,
                asked.quarantine(),
                needs.stream().map(Need::order).distinct().toList(),
                List.copyOf(plan.served()));
    }

    @Override
    protected void complete(Lra lra) {
        outbox.record("stock-released", StockOutbox.of(lra, holds.leaving(lra)));
        outbox.record("stock-reallocated", StockOutbox.of(lra, holds.moving(lra)));
        holds.giveBack(lra, "releasing");
        holds.confirm(lra);
        quarantines.putInForce(lra);
    }

    @Override
    protected void compensate(Lra lra) {
        holds.giveBack(lra, "arriving");
        holds.confirm(lra);
        undo(lra);
    }

    private void undo(Lra lra) {
        Optional<Quarantine> begun = quarantines.begunBy(lra);
        if (begun.isPresent()) {
            Quarantine quarantine = begun.get();
            lots.lockForQuarantine(quarantine.site, quarantine.room);
            lots.lockIn(quarantine.id);
            lots.release(quarantine.id);
            quarantines.delete(quarantine);
        }
    }
}
