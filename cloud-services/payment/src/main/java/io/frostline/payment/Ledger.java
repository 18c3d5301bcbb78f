package io.frostline.payment;

import io.frostline.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/** The one place where money moves: two postings and two balances, in the caller's transaction. */
final class Ledger {
    private Ledger() {}

    /** The house's account of a currency, made when it is first needed. */
    static String house(Connection connection, String kind, String currency) throws SQLException {
        String id = kind + "-" + currency;
        Sql.update(
                connection,
                "insert into account (id, owner, kind, currency) values (?, 'house', ?, ?) on conflict do nothing",
                id,
                kind,
                currency);
        return id;
    }

    /**
     * Moves an amount of the smallest unit.
     *
     * @param reference what it was for; a capture or a refund happens once for each
     */
    static void move(Connection connection, String kind, String reference, String from, String to, long amount)
            throws SQLException {
        UUID journal = UUID.randomUUID();
        Sql.update(connection, "insert into journal (id, kind, reference) values (?, ?, ?)", journal, kind, reference);
        Sql.update(
                connection,
                "insert into posting (journal_id, account_id, amount) values (?, ?, ?), (?, ?, ?)",
                journal,
                from,
                -amount,
                journal,
                to,
                amount);
        // in one order for all, so that no two wait for each other
        Sql.update(connection, """
                with locked as (select id from account where id in (?, ?) order by id for no key update)
                update account set balance = balance + case when account.id = ? then -?::bigint else ?::bigint end
                  from locked where account.id = locked.id""", from, to, from, amount, amount);
    }
}
