package io.frostline.payment;

import io.frostline.commerce.Money;
import io.frostline.platform.sql.Sql;
import io.frostline.platform.text.EnumText;
import io.frostline.platform.web.Refused;
import io.quarkus.agroal.DataSource;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Accounts of both books. The constant data of every account is in the payment database, whichever its book. */
@Singleton
class Accounts {
    private static final int MAX_ROWS = 1000;

    private final javax.sql.DataSource payment;
    private final javax.sql.DataSource ledger;

    Accounts(@DataSource("payment") javax.sql.DataSource payment, @DataSource("ledger") javax.sql.DataSource ledger) {
        this.payment = payment;
        this.ledger = ledger;
    }

    /** @return false if the name is taken, in either book */
    boolean open(String id, String owner, String currency, Book book) {
        int opened = Sql.update(
                payment,
                "insert into account (id, owner, kind, currency, book) values (?, ?, 'customer', ?, ?) on conflict do nothing",
                id,
                owner,
                currency,
                EnumText.of(book));
        if (opened == 1 && book == Book.RESERVE) {
            Sql.update(
                    ledger,
                    "insert into account (id, owner, kind, currency) values (?, ?, 'customer', ?)",
                    id,
                    owner,
                    currency);
        }
        return opened == 1;
    }

    /** Returns an account with its money as the caller's transaction sees it. */
    Account find(String id) {
        Account account = named(payment, id);
        return account.party().book() == Book.OPERATING ? account : named(ledger, id);
    }

    /** Returns a customer's account; in the reserve book only its constant data is valid. */
    Account customer(String id) {
        return Optional.of(named(payment, id))
                .filter(account -> account.kind().equals("customer"))
                .orElseThrow(() -> unknown(id));
    }

    private static Account named(javax.sql.DataSource database, String id) {
        return Sql.in(database, c -> Sql.first(c, "select * from whole_account where id = ?", Account::of, id))
                .orElseThrow(() -> unknown(id));
    }

    private static Refused unknown(String id) {
        return Refused.notFound("account", "there is no account " + id);
    }

    /** Returns the accounts of both books, sorted by id. Each database is read separately: they need not be consistent here. */
    List<Account> all() {
        return Stream.concat(all(payment, Book.OPERATING).stream(), all(ledger, Book.RESERVE).stream())
                .sorted(Comparator.comparing(Account::id).thenComparing(Account::book))
                .toList();
    }

    private static List<Account> all(javax.sql.DataSource database, Book book) {
        return Sql.list(
                database,
                "select * from whole_account where book = ? order by id limit ?",
                Account::of,
                EnumText.of(book),
                MAX_ROWS);
    }

    /** Returns an account's postings from the archive, newest first. */
    List<AccountsResource.PostingBody> postings(String id) {
        Account account = find(id);
        return Sql.list(
                ledger,
                """
                select j.id, j.kind, j.reference, j.currency, j.at, p.amount
                  from posting p join journal j on j.id = p.journal_id
                 where split_part(p.account_id, ':', 1) = ? and p.book = ?
                 order by j.at desc, j.id limit ?""",
                row -> new AccountsResource.PostingBody(
                        row.getObject("id", UUID.class),
                        row.getString("kind"),
                        row.getString("reference"),
                        Sql.instant(row, "at"),
                        Money.ofMinor(row.getLong("amount"), row.getString("currency"))),
                id,
                account.book(),
                MAX_ROWS);
    }
}
