package io.frostline.order.quarantine;

import io.frostline.commerce.QuarantineLots;
import io.frostline.order.quarantine.Quarantine.End;
import io.frostline.order.saga.Holds;
import io.frostline.platform.text.EnumText;
import io.frostline.platform.web.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * End of quarantines by release or write-off. The decision is stored here; stock then executes it in one transaction. After a kill
 * another instance asks stock again, which does it once.
 */
@ApplicationScoped
public class EndQuarantine {
    private final Quarantines quarantines;
    private final Holds holds;

    public EndQuarantine(Quarantines quarantines, Holds holds) {
        this.quarantines = quarantines;
        this.holds = holds;
    }

    /** @param refusal by stock; null if stock has ended it, or does not answer in time */
    record Outcome(QuarantineBody quarantine, @Nullable Problem refusal) {}

    Outcome end(UUID id, End how, QuarantineLots.End who) {
        QuarantineBody begun = quarantines.beginEnd(id, how, who);
        Problem refusal = begun.state() == how.inProgress() ? carryOut(begun, how) : null;
        return new Outcome(quarantines.get(id), refusal);
    }

    /** @return refusal by stock; null if there is none */
    @Nullable
    Problem carryOut(QuarantineBody quarantine, End how) {
        QuarantineLots.End who = new QuarantineLots.End(
                Objects.requireNonNull(quarantine.by()), Objects.requireNonNull(quarantine.reason()));
        switch (holds.end(quarantine.id(), EnumText.of(how), who)) {
            case Holds.Answer.Held held -> quarantines.ended(quarantine.id(), how);
            case Holds.Answer.No no -> {
                quarantines.notEnded(quarantine.id(), how);
                return no.why();
            }
            case Holds.Answer.None none -> {} // stock is asked again later
        }
        return null;
    }
}
