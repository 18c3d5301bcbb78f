package io.frostline.payment;

import io.frostline.commerce.Money;
import io.frostline.platform.sql.Sql;
import io.frostline.platform.web.Refused;
import io.quarkus.agroal.DataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** The accounts of both books. What never changes of an account stands in the payment database, whichever its book. */
@Singleton
class Accounts {
    private static final int MOST = 1000;

    private final javax.sql.DataSource payment;
    private final javax.sql.DataSource ledger;

    Accounts(@DataSource("payment") javax.sql.DataSource payment, @DataSource("ledger") javax.sql.DataSource ledger) {
        this.payment = payment;
        this.ledger = ledger;
    }

    /** In the caller's transaction. @return false if the name is taken, in whichever book */
    boolean open(Connection connection, String id, String owner, String currency, Book book) throws SQLException {
        int opened = Sql.update(
                connection,
                "insert into account (id, owner, kind, currency, book) values (?, ?, 'customer', ?, ?) on conflict do nothing",
                id,
                owner,
                currency,
                book.wire());
        if (opened == 1 && book == Book.RESERVE) {
            try (Connection reserve = ledger.getConnection()) {
                Sql.update(
                        reserve,
                        "insert into account (id, owner, kind, currency) values (?, ?, 'customer', ?)",
                        id,
                        owner,
                        currency);
            }
        }
        return opened == 1;
    }

    /** With its money as the caller's transaction sees it, if there is one. @throws Refused if there is none */
    Account find(Connection connection, String id) throws SQLException {
        Account account = named(connection, id);
        if (Book.of(account.book()) == Book.OPERATING) {
            return account;
        }
        try (Connection reserve = ledger.getConnection()) {
            return named(reserve, id);
        }
    }

    /** A customer's, with what never changes of it alone. @throws Refused if there is none */
    Account customer(Connection connection, String id) throws SQLException {
        return Optional.of(named(connection, id))
                .filter(account -> account.kind().equals("customer"))
                .orElseThrow(() -> unknown(id));
    }

    private static Account named(Connection connection, String id) throws SQLException {
        return Sql.first(connection, "select * from whole_account where id = ?", Account::of, id)
                .orElseThrow(() -> unknown(id));
    }

    private static Refused unknown(String id) {
        return Refused.notFound("account", "there is no account " + id);
    }

    /** Outside transactions: to read in both databases is nothing that they would have to agree on. */
    Account find(String id) throws SQLException {
        try (Connection connection = payment.getConnection()) {
            return find(connection, id);
        }
    }

    List<Account> all() throws SQLException {
        return Stream.concat(all(payment, Book.OPERATING).stream(), all(ledger, Book.RESERVE).stream())
                .sorted(Comparator.comparing(Account::id).thenComparing(Account::book))
                .toList();
    }

    private static List<Account> all(javax.sql.DataSource database, Book book) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return Sql.list(
                    connection,
                    "select * from whole_account where book = ? order by id limit ?",
                    Account::of,
                    book.wire(),
                    MOST);
        }
    }

    /** The newest first, as the archive has them. */
    List<AccountsResource.Posting> postings(String id) throws SQLException {
        Account account = find(id);
        try (Connection connection = ledger.getConnection()) {
            return Sql.list(
                    connection,
                    """
                    select j.id, j.kind, j.reference, j.currency, j.at, p.amount
                      from posting p join journal j on j.id = p.journal_id
                     where split_part(p.account_id, ':', 1) = ? and p.book = ?
                     order by j.at desc, j.id limit ?""",
                    row -> new AccountsResource.Posting(
                            row.getObject("id", UUID.class),
                            row.getString("kind"),
                            row.getString("reference"),
                            Sql.instant(row, "at"),
                            Money.ofMinor(row.getLong("amount"), row.getString("currency"))),
                    id,
                    account.book(),
                    MOST);
        }
    }
}
