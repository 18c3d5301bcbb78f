package io.frostline.payment;

import io.frostline.commerce.Money;
import io.frostline.platform.sql.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Moves money between customers' accounts, whichever their books; in the caller's transaction. */
@Singleton
class Transfers {
    private final Accounts accounts;
    private final Ledger ledger;
    private final PaymentEvents outbox;

    Transfers(Accounts accounts, Ledger ledger, PaymentEvents outbox) {
        this.accounts = accounts;
        this.ledger = ledger;
        this.outbox = outbox;
    }

    /** @throws io.frostline.platform.web.Refused where funds are short, an account is unknown, or a currency another */
    Transfer move(Connection connection, String from, String to, Money amount, @Nullable String note)
            throws SQLException {
        Account payer = accounts.customer(connection, from);
        Account payee = accounts.customer(connection, to);
        payer.requireCurrency(amount.currency());
        payee.requireCurrency(amount.currency());
        UUID id = UUID.randomUUID();
        Entry entry = new Entry(
                id, "transfer", id.toString(), payer.party(), payee.party(), amount.minor(), amount.currency(), false);
        Optional<Instant> at = ledger.postIfCovered(connection, entry);
        if (at.isEmpty()) {
            throw accounts.find(connection, from).shortFunds(amount);
        }
        Transfer transfer = new Transfer(id, from, to, amount, note, at.get());
        write(connection, transfer);
        outbox.record(connection, "transferred", id.toString(), transfer);
        return transfer;
    }

    private static void write(Connection connection, Transfer transfer) throws SQLException {
        Sql.update(
                connection,
                """
                insert into transfer (id, from_account, to_account, amount, currency, note, at)
                values (?, ?, ?, ?, ?, ?, ?)""",
                transfer.id(),
                transfer.from(),
                transfer.to(),
                transfer.amount().minor(),
                transfer.amount().currency(),
                transfer.note(),
                transfer.at());
    }

    /** The newest first. */
    static List<Transfer> recent(Connection connection, int most) throws SQLException {
        return Sql.list(connection, "select * from transfer order by at desc, id limit ?", Transfer::of, most);
    }

    static Optional<Transfer> find(Connection connection, UUID id) throws SQLException {
        return Sql.first(connection, "select * from transfer where id = ?", Transfer::of, id);
    }
}
