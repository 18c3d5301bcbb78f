package io.frostline.payment;

import io.frostline.platform.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Writer of entries into one database: balances, journal and postings in one statement. It locks customers' rows first, in the same
 * order for all, then the house's, so that writers do not deadlock.
 */
enum Journal {
    PAYMENT("""
            insert into posting (journal_id, account_id, amount)
            select p.entry, p.account, p.amount
              from unnest(?::uuid[], ?::text[], ?::text[], ?::bigint[]) as p (entry, book, account, amount)
             where exists (select from entry)"""),
    LEDGER("""
            insert into posting (journal_id, book, account_id, amount)
            select p.entry, p.book, p.account, p.amount
              from unnest(?::uuid[], ?::text[], ?::text[], ?::bigint[]) as p (entry, book, account, amount)
             where exists (select from entry)""");

    private final String write;

    Journal(String postings) {
        write = """
                with change as (
                    select id, sum(amount)::bigint as amount, sum(thawed)::bigint as thawed
                      from unnest(?::text[], ?::bigint[], ?::bigint[]) as c (id, amount, thawed) group by id
                ), locked as (
                    select id from account where id in (select id from change) order by id for no key update
                ), moved as (
                    update account a set balance = a.balance + c.amount, frozen = a.frozen - c.thawed
                      from change c join locked using (id)
                     where a.id = c.id and a.kind = 'customer' and a.balance + c.amount >= a.frozen - c.thawed
                    returning a.id
                ), entry as (
                    insert into journal (id, kind, reference, currency, at)
                    select e.*, coalesce(?::timestamptz, now())
                      from unnest(?::uuid[], ?::text[], ?::text[], ?::text[]) as e (id, kind, reference, currency)
                     where (select count(*) from moved) = (select count(*) from change)
                    returning at
                ), house as (
                    insert into account as a (id, owner, kind, currency, balance)
                    select h.id, 'house', h.kind, h.currency, sum(h.amount)::bigint
                      from unnest(?::text[], ?::text[], ?::text[], ?::bigint[]) as h (id, kind, currency, amount)
                     where exists (select from entry)
                     group by h.id, h.kind, h.currency order by h.id
                    on conflict (id) do update set balance = a.balance + excluded.balance
                ), postings as (
                """ + postings + """
                )
                select at from entry limit 1""";
    }

    /**
     * Writes entries.
     *
     * @param own postings of the book whose accounts this database keeps
     * @param postings that are written to the posting table
     * @param at time of the entries, the same in both databases; null means the time of the transaction
     * @return time of the entries; empty if a customer has too little, and then the caller rolls back
     */
    Optional<Instant> write(Connection connection, List<Posting> own, List<Posting> postings, @Nullable Instant at)
            throws SQLException {
        List<Entry> entries = postings.stream().map(Posting::entry).distinct().toList();
        List<Posting> customers =
                own.stream().filter(p -> p.leg().isCustomers()).toList();
        List<Posting> house = own.stream().filter(p -> !p.leg().isCustomers()).toList();
        return Sql.first(
                connection,
                write,
                row -> Sql.instant(row, "at"),
                texts(customers, p -> p.leg().account()),
                longs(customers, p -> p.leg().amount()),
                longs(customers, p -> p.leg().thawed()),
                at,
                texts(entries, entry -> entry.id().toString()),
                texts(entries, Entry::kind),
                texts(entries, Entry::reference),
                texts(entries, Entry::currency),
                texts(house, p -> p.leg().account()),
                texts(house, p -> p.leg().kind()),
                texts(house, p -> p.entry().currency()),
                longs(house, p -> p.leg().amount()),
                texts(postings, p -> p.entry().id().toString()),
                texts(postings, p -> p.leg().book().wire()),
                texts(postings, p -> p.leg().account()),
                longs(postings, p -> p.leg().amount()));
    }

    private static <T> String[] texts(List<T> rows, Function<T, String> of) {
        return rows.stream().map(of).toArray(String[]::new);
    }

    private static long[] longs(List<Posting> postings, ToLongFunction<Posting> of) {
        return postings.stream().mapToLong(of).toArray();
    }
}
