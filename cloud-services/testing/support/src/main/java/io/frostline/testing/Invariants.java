package io.frostline.testing;

import static io.frostline.testing.Database.text;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Invariants of a deployment's stock, money and orders. Every statement reads one snapshot of its database.
 *
 * @param database JDBC URLs, of stock, payment and order
 * @param ledger JDBC URL of payment's second database
 */
public record Invariants(String database, String ledger) {
    private static final Map<String, String> OPERATING = new LinkedHashMap<>();
    private static final Map<String, String> LEDGER = new LinkedHashMap<>();
    private static final Map<String, String> ENDED = new LinkedHashMap<>();

    public Invariants(Deployment cloud) {
        this(cloud.jdbcUrl(), cloud.ledgerUrl());
    }

    static {
        OPERATING.put(
                "lots that do not come to what was received",
                "stock.lot where received <> on_hand + held + shipped + written_off");
        OPERATING.put(
                "lots whose holds differ from what they say is held",
                "stock.lot l where held <> (select coalesce(sum(quantity), 0) from stock.hold h"
                        + " where h.lot_id = l.id and h.state <> 'shipped')");
        OPERATING.put(
                "currencies in which the operating book does not come to zero",
                "(select from payment.account group by currency having sum(balance) <> 0) as unbalanced");
        OPERATING.put(
                "accounts whose balance differs from their postings",
                "payment.account a where balance <>"
                        + " (select coalesce(sum(amount), 0) from payment.posting p where p.account_id = a.id)");
        OPERATING.put(
                "accounts whose holds differ from what they say is frozen",
                "payment.account a where frozen <>"
                        + " (select coalesce(sum(amount), 0) from payment.payment_hold h"
                        + " where h.account_id = a.id and h.state = 'frozen')");
        ENDED.put(
                "confirmed orders that do not have what was ordered",
                "\"order\".orders o where state = 'confirmed'"
                        + " and (select sum((line ->> 'quantity')::bigint) from jsonb_array_elements(o.lines) line)"
                        + " <> (select coalesce(sum(quantity), 0) from stock.hold h where h.order_id = o.id::text)");
        ENDED.put(
                "orders with goods of quarantined lots",
                "stock.lot l join stock.hold h on h.lot_id = l.id where l.quarantined and h.state <> 'shipped'");
        ENDED.put(
                "lots whose quarantine has ended",
                "stock.lot l join stock.quarantine q on q.id = l.quarantine_id where q.ended is not null");
        ENDED.put(
                "holds that an action has left in between",
                "stock.hold where state in ('releasing', 'arriving', 'waiting')");
        ENDED.put(
                "quarantines that are not the same in stock and order",
                "\"order\".quarantine o full join stock.quarantine q on q.id = o.id where"
                        + " case when q.id is null then '' else coalesce(q.ended, 'open') end"
                        + " is distinct from case when o.in_force_at is null then '' when o.ended_at is null then 'open'"
                        + " else o.state end");
        LEDGER.put(
                "currencies in which the reserve book does not come to zero",
                "(select from ledger.account group by currency having sum(balance) <> 0) as unbalanced");
        LEDGER.put(
                "books and currencies in which the archive does not come to zero",
                "(select from posting p join journal j on j.id = p.journal_id"
                        + " group by j.currency, p.book having sum(p.amount) <> 0) as unbalanced");
        LEDGER.put(
                "reserve accounts whose balance differs from their postings",
                "account a where balance <>"
                        + " (select coalesce(sum(amount), 0) from posting p where p.account_id = a.id"
                        + " and split_part(p.account_id, ':', 1) = split_part(a.id, ':', 1) and p.book = 'reserve')");
    }

    /** Returns everything that is not as it must be once nothing is in progress. */
    public List<String> wrong() throws SQLException {
        List<String> wrong = new ArrayList<>(broken());
        wrong.addAll(contradictions());
        wrong.addAll(disagreements());
        return wrong;
    }

    /** Returns what is not conserved; empty at every moment, whatever was killed. */
    public List<String> broken() throws SQLException {
        List<String> broken = new ArrayList<>();
        count(database, OPERATING, broken);
        count(ledger, LEDGER, broken);
        return broken;
    }

    private static void count(String database, Map<String, String> rules, List<String> broken) throws SQLException {
        for (Map.Entry<String, String> rule : rules.entrySet()) {
            String count = text(database, "select count(*) from " + rule.getValue());
            if (!count.equals("0")) {
                broken.add(count + " " + rule.getKey());
            }
        }
    }

    /**
     * Returns orders that are not whole; empty once nothing is in progress. Confirmed orders have their stock and money, cancelled
     * ones gave both back, others took none. No order has goods of quarantined lots, and none is quarantined without a reason.
     */
    public List<String> contradictions() throws SQLException {
        String orders = text(database, """
                select coalesce(string_agg(format('%s is %s, its stock %s, its money %s', o.id, o.state,
                         coalesce(h.state, 'null'), coalesce(r.state, p.state, 'null')), chr(10)), '')
                  from "order".orders o
                  left join stock.hold h on h.order_id = o.id::text
                  left join payment.payment_hold p on p.order_id = o.id::text
                  left join payment.refund r on r.order_id = o.id::text
                 where o.state in ('placing', 'cancelling')
                    or o.state = 'confirmed' and (h.state not in ('confirmed', 'shipped') or h.state is null
                             or o.total_minor > 0 and p.state is distinct from 'captured')
                    or o.state = 'cancelled' and (h.state is not null
                             or o.total_minor > 0 and r.state is distinct from 'refunded')
                    or o.state in ('refused', 'failed') and (h.state is not null or p.state is not null)""");
        List<String> found = new ArrayList<>(orders.lines().toList());
        count(database, ENDED, found);
        return found;
    }

    /**
     * Returns the differences of payment's two databases; empty once no payment is in progress. The archive has what the operating
     * book has, and what one book lacks the other has.
     */
    public List<String> disagreements() throws SQLException {
        List<String> found = new ArrayList<>();
        compare("transactions in doubt", "0", text(database, "select count(*) from pg_prepared_xacts"), found);
        String digest = "select count(*) || ' ' || coalesce(md5(string_agg(j.id || j.kind || j.reference || j.currency"
                + " || extract(epoch from j.at) || p.account_id || p.amount, ' ' order by j.id, p.account_id)), '')";
        String archived = " from journal j join posting p on p.journal_id = j.id where p.book = 'operating'";
        compare(
                "the archive's postings of the operating book",
                text(database, digest + " from payment.journal j join payment.posting p on p.journal_id = j.id"),
                text(ledger, digest + archived),
                found);
        String clearing = "select (select coalesce(string_agg(currency || total, ' ' order by currency), '') from"
                + " (select currency, %ssum(balance) as total from %s where kind = 'clearing' group by currency"
                + " having sum(balance) <> 0) as clearing)";
        compare(
                "what the clearing accounts of the reserve book lack",
                text(database, clearing.formatted("", "payment.account")),
                text(ledger, clearing.formatted("-", "account")),
                found);
        compare(
                "transfers",
                text(database, "select count(*) from payment.transfer"),
                text(ledger, "select count(*) from journal where kind = 'transfer'"),
                found);
        return found;
    }

    private static void compare(String what, String expected, String actual, List<String> found) {
        if (!expected.equals(actual)) {
            found.add(what + ": " + actual + " instead of " + expected);
        }
    }
}
