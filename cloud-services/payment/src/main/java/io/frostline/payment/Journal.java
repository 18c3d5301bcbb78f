package io.frostline.payment;

import io.frostline.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Writes an entry into one database: balances, journal and postings in one statement. Customers' rows are locked first, in
 * one order for all, then the house's: so that no two wait for each other.
 */
enum Journal {
    PAYMENT("""
            insert into posting (journal_id, account_id, amount)
            select entry.id, p.account, p.amount
              from entry, unnest(?::text[], ?::text[], ?::bigint[]) as p (book, account, amount)"""),
    LEDGER("""
            insert into posting (journal_id, book, account_id, amount)
            select entry.id, p.book, p.account, p.amount
              from entry, unnest(?::text[], ?::text[], ?::bigint[]) as p (book, account, amount)""");

    private final String write;

    Journal(String postings) {
        write = """
                with change as (
                    select * from unnest(?::text[], ?::bigint[], ?::bigint[]) as c (id, amount, thawed)
                ), locked as (
                    select id from account where id in (select id from change) order by id for no key update
                ), moved as (
                    update account a set balance = a.balance + c.amount, frozen = a.frozen - c.thawed
                      from change c join locked using (id)
                     where a.id = c.id and a.kind = 'customer' and a.balance + c.amount >= a.frozen - c.thawed
                    returning a.id
                ), entry as (
                    insert into journal (id, kind, reference, currency, at)
                    select ?, ?, ?, ?, coalesce(?::timestamptz, now())
                     where (select count(*) from moved) = (select count(*) from change)
                    returning id, currency, at
                ), house as (
                    insert into account as a (id, owner, kind, currency, balance)
                    select h.id, 'house', h.kind, entry.currency, h.amount
                      from entry, unnest(?::text[], ?::text[], ?::bigint[]) as h (id, kind, amount)
                    on conflict (id) do update set balance = a.balance + excluded.balance
                ), postings as (
                """ + postings + """
                )
                select at from entry""";
    }

    /**
     * @param own legs of the book whose accounts this database keeps
     * @param postings legs that are written down
     * @param at the same in both databases; the time of the transaction if it is not known yet
     * @return when it is; nothing if a customer has less than this takes, and then the caller rolls back
     */
    Optional<Instant> write(Connection connection, Entry entry, List<Leg> own, List<Leg> postings, @Nullable Instant at)
            throws SQLException {
        List<Leg> customers = own.stream().filter(Leg::isCustomers).toList();
        List<Leg> house = own.stream().filter(leg -> !leg.isCustomers()).toList();
        return Sql.first(
                connection,
                write,
                row -> Sql.instant(row, "at"),
                texts(customers, Leg::account),
                longs(customers, Leg::amount),
                longs(customers, Leg::thawed),
                entry.id(),
                entry.kind(),
                entry.reference(),
                entry.currency(),
                at,
                texts(house, Leg::account),
                texts(house, Leg::kind),
                longs(house, Leg::amount),
                texts(postings, leg -> leg.book().wire()),
                texts(postings, Leg::account),
                longs(postings, Leg::amount));
    }

    private static String[] texts(List<Leg> legs, Function<Leg, String> of) {
        return legs.stream().map(of).toArray(String[]::new);
    }

    private static long[] longs(List<Leg> legs, ToLongFunction<Leg> of) {
        return legs.stream().mapToLong(of).toArray();
    }
}
