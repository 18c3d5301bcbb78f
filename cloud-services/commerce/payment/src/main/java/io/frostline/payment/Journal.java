package io.frostline.payment;

import io.frostline.platform.sql.Sql;
import io.frostline.platform.text.EnumText;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
                Sql.texts(customers, p -> p.leg().account()),
                Sql.longs(customers, p -> p.leg().amount()),
                Sql.longs(customers, p -> p.leg().thawed()),
                at,
                Sql.texts(entries, entry -> entry.id().toString()),
                Sql.texts(entries, Entry::kind),
                Sql.texts(entries, Entry::reference),
                Sql.texts(entries, Entry::currency),
                Sql.texts(house, p -> p.leg().account()),
                Sql.texts(house, p -> p.leg().kind()),
                Sql.texts(house, p -> p.entry().currency()),
                Sql.longs(house, p -> p.leg().amount()),
                Sql.texts(postings, p -> p.entry().id().toString()),
                Sql.texts(postings, p -> EnumText.of(p.leg().book())),
                Sql.texts(postings, p -> p.leg().account()),
                Sql.longs(postings, p -> p.leg().amount()));
    }
}
