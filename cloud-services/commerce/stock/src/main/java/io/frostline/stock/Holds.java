package io.frostline.stock;

import io.frostline.commerce.HoldStock;
import io.frostline.platform.saga.Lra;
import io.frostline.stock.Reallocation.Move;
import io.frostline.stock.Reallocation.Need;
import io.quarkus.hibernate.orm.PersistenceUnit;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.query.MutationQuery;

/**
 * Holds of lots for orders, within actions and after them: set-based statements in the caller's transaction. All who change both
 * lock holds before lots.
 */
@ApplicationScoped
class Holds {
    private final Session session;

    Holds(@PersistenceUnit("stock") Session session) {
        this.session = session;
    }

    /**
     * Holds for an order quantities of as many lots as it needs, first expired first, in one statement. Quantities that another
     * transaction took meanwhile are not available.
     *
     * @return quantity held; less than requested if stock is short
     */
    long take(Lra lra, String order, HoldStock.Line line) {
        return session.createNativeQuery("""
                        with available as (
                            select id, on_hand, expiry from lot
                             where product_id = :product and not quarantined and expiry > current_date and on_hand > 0
                             order by expiry, id for no key update),
                        taken as (
                            select id, cast(least(on_hand, :quantity - before) as bigint) as quantity
                              from (select id, on_hand,
                                           sum(on_hand) over (order by expiry, id) - on_hand as before
                                      from available) ranked
                             where before < :quantity),
                        moved as (
                            update lot set on_hand = on_hand - quantity, held = held + quantity
                              from taken where lot.id = taken.id and on_hand >= quantity
                            returning lot.id, quantity),
                        kept as (
                            insert into hold (lra, lot_id, order_id, quantity)
                            select :lra, id, :order, quantity from moved
                            on conflict (lra, lot_id, order_id) do update set quantity = hold.quantity + excluded.quantity
                            returning 1)
                        select cast(coalesce(sum(quantity), 0) as bigint) as taken from moved
                         where (select count(*) from kept) >= 0""", Long.class)
                .addScalar("taken", Long.class)
                .setParameter("product", line.product())
                .setParameter("quantity", line.quantity())
                .setParameter("lra", lra.toString())
                .setParameter("order", order)
                .getSingleResult();
    }

    void confirmHeld(Lra lra) {
        within(lra, "update hold set state = 'confirmed' where lra = :lra").executeUpdate();
    }

    void giveBackHeld(Lra lra) {
        within(lra, """
                with given as (delete from hold where lra = :lra returning lot_id, quantity)
                update lot set on_hand = on_hand + quantity, held = held - quantity
                  from given where lot.id = given.lot_id""").executeUpdate();
    }

    List<String> heldFor(Lra lra) {
        return orders(lra, "select distinct order_id from hold where lra = :lra");
    }

    /** @return number of confirmed holds that were set aside */
    int setAside(Lra lra, String order) {
        return within(
                        lra,
                        "update hold set state = 'releasing', release_lra = :lra where order_id = :order and state = 'confirmed'")
                .setParameter("order", order)
                .executeUpdate();
    }

    /** Returns the states of the order's holds that the action has not set aside. */
    List<String> otherStates(Lra lra, String order) {
        return session.createNativeQuery(
                        "select distinct state from hold where order_id = :order and release_lra is distinct from :lra",
                        String.class)
                .addScalar("state", String.class)
                .setParameter("order", order)
                .setParameter("lra", lra.toString())
                .getResultList();
    }

    List<String> setAsideOf(Lra lra) {
        return orders(lra, "select distinct order_id from hold where release_lra = :lra");
    }

    /** @param state {@code releasing} or {@code arriving} */
    void giveBack(Lra lra, String state) {
        within(lra, """
                with given as (
                    delete from hold where release_lra = :lra and state = :state returning lot_id, quantity),
                by_lot as (select lot_id, cast(sum(quantity) as bigint) as quantity from given group by lot_id)
                update lot set on_hand = on_hand + quantity, held = held - quantity
                  from by_lot where lot.id = by_lot.lot_id""").setParameter("state", state).executeUpdate();
    }

    /** Confirms all other holds that the action has changed, whether they are new or were confirmed before. */
    void confirm(Lra lra) {
        within(lra, "update hold set state = 'confirmed', release_lra = null where release_lra = :lra")
                .executeUpdate();
    }

    /** Returns the orders whose goods are put on hand for good when the action completes, oldest first. */
    List<String> leaving(Lra lra) {
        return orders(lra, """
                select order_id from hold where release_lra = :lra
                 group by order_id having not bool_or(state = 'arriving') order by min(held_at), order_id""");
    }

    /** Returns the orders that get other goods, oldest first. */
    List<String> moving(Lra lra) {
        return orders(lra, """
                select order_id from hold where release_lra = :lra
                 group by order_id having bool_or(state = 'arriving') order by min(held_at), order_id""");
    }

    record Shipped(UUID lot, long quantity) {}

    /** Ships all that is confirmed of an order, or nothing if some of it is quarantined. */
    List<Shipped> ship(String order) {
        return session.createNativeQuery("""
                        with left_store as (
                            update hold set state = 'shipped' where order_id = :order and state = 'confirmed'
                               and not exists (select from hold h join lot l on l.id = h.lot_id
                                                where h.order_id = hold.order_id and l.quarantined)
                            returning lot_id, quantity),
                        by_lot as (
                            select lot_id, cast(sum(quantity) as bigint) as quantity from left_store group by lot_id)
                        update lot set held = held - quantity, shipped = shipped + quantity
                          from by_lot where lot.id = by_lot.lot_id returning lot.id, quantity""", Shipped.class)
                .setParameter("order", order)
                .getResultList();
    }

    record Affected(String order, String product, long quantity, boolean here) {}

    /**
     * Locks all confirmed holds of the orders that have confirmed goods in the room. Goods shipped meanwhile are not included.
     *
     * @return goods that they have in the room, oldest order first
     */
    List<Need> lockAffected(String site, String room, List<String> except) {
        return session
                .createNativeQuery("""
                        with affected as (
                            select h.order_id, min(h.held_at) as since from hold h join lot l on l.id = h.lot_id
                             where l.site = :site and l.room = :room and h.state = 'confirmed'
                               and h.order_id <> all(:except) group by h.order_id)
                        select h.order_id, l.product_id, h.quantity, l.site = :site and l.room = :room as here
                          from affected a join hold h on h.order_id = a.order_id join lot l on l.id = h.lot_id
                         where h.state = 'confirmed'
                         order by a.since, h.order_id, h.lot_id for no key update of h""", Affected.class)
                .setParameter("site", site)
                .setParameter("room", room)
                .setParameter("except", except.toArray(String[]::new))
                .getResultList()
                .stream()
                .filter(Affected::here)
                .map(hold -> new Need(hold.order, hold.product, hold.quantity))
                .toList();
    }

    /** Holds other goods for orders, which get them when the action completes. */
    void move(Lra lra, List<Move> moves) {
        within(lra, """
                with move as (
                    select * from unnest(:lots, :orders, :quantities) as m (lot_id, order_id, quantity)),
                since as (
                    select order_id, min(held_at) as held_at from hold
                     where order_id in (select order_id from move) group by order_id),
                taken as (
                    update lot set on_hand = on_hand - t.quantity, held = held + t.quantity
                      from (select lot_id, cast(sum(quantity) as bigint) as quantity from move group by lot_id) t
                     where lot.id = t.lot_id)
                insert into hold (lra, lot_id, order_id, quantity, state, release_lra, held_at)
                select :lra, lot_id, order_id, quantity, 'arriving', :lra, held_at from move join since using (order_id)""")
                .setParameter("lots", moves.stream().map(Move::lot).toArray(UUID[]::new))
                .setParameter("orders", moves.stream().map(Move::order).toArray(String[]::new))
                .setParameter("quantities", moves.stream().map(Move::quantity).toArray(Long[]::new))
                .executeUpdate();
    }

    /** Sets aside the goods of the orders. Served orders keep goods outside the quarantine until the action ends. */
    void setAsideAll(Lra lra, UUID quarantine, List<String> orders, List<String> served) {
        within(lra, """
                update hold h set release_lra = :lra,
                       state = case when h.order_id = any(:served) and l.quarantine_id is distinct from :quarantine
                                    then 'waiting' else 'releasing' end
                  from lot l where l.id = h.lot_id and h.order_id = any(:orders) and h.state = 'confirmed'""")
                .setParameter("quarantine", quarantine)
                .setParameter("served", served.toArray(String[]::new))
                .setParameter("orders", orders.toArray(String[]::new))
                .executeUpdate();
    }

    private MutationQuery within(Lra lra, String sql) {
        return session.createNativeMutationQuery(sql).setParameter("lra", lra.toString());
    }

    private List<String> orders(Lra lra, String sql) {
        return session.createNativeQuery(sql, String.class)
                .addScalar("order_id", String.class)
                .setParameter("lra", lra.toString())
                .getResultList();
    }
}
