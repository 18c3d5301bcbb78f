package io.frostline.payment;

import io.frostline.commerce.Money;
import io.frostline.payment.TransfersResource.TransferBody;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Transfers between customers' accounts of either book, in the caller's transaction. */
@ApplicationScoped
class Transfers implements PanacheRepositoryBase<Transfer, UUID> {
    private final Accounts accounts;
    private final Ledger ledger;
    private final PaymentOutbox outbox;

    Transfers(Accounts accounts, Ledger ledger, PaymentOutbox outbox) {
        this.accounts = accounts;
        this.ledger = ledger;
        this.outbox = outbox;
    }

    /** @throws io.frostline.platform.web.Refused if funds are short, an account is unknown, or it has another currency */
    Transfer move(String from, String to, Money amount, @Nullable String note) {
        Account payer = accounts.customer(from);
        Account payee = accounts.customer(to);
        payer.requireCurrency(amount.currency());
        payee.requireCurrency(amount.currency());
        UUID id = UUID.randomUUID();
        Entry entry = new Entry(
                id, "transfer", id.toString(), payer.party(), payee.party(), amount.minor(), amount.currency(), false);
        Optional<Instant> at = ledger.postIfCovered(entry);
        if (at.isEmpty()) {
            throw accounts.find(from).shortFunds(amount);
        }
        Transfer transfer = new Transfer(id, from, to, amount, note, at.get());
        persist(transfer);
        outbox.record("transferred", id.toString(), TransferBody.of(transfer));
        return transfer;
    }

    List<Transfer> recent(int limit) {
        return findAll(Sort.by("at", Sort.Direction.Descending).and("id"))
                .page(0, limit)
                .list();
    }
}
