package io.frostline.stock;

import io.frostline.platform.web.Refused;
import io.frostline.stock.Reallocation.Good;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Repository of lots. Transactions that change several lots lock them by product, expiry and id; holds are locked before lots. */
@ApplicationScoped
class Lots implements PanacheRepositoryBase<Lot, UUID> {
    private static final int MAX_LISTED = 1000;

    Lot get(UUID id) {
        return findByIdOptional(id).orElseThrow(() -> Refused.notFound("lot", "there is no lot " + id));
    }

    /** Returns lots sorted by product, expiry and id, so those that expire first come first. */
    List<Lot> listed(@Nullable String product) {
        Sort order = Sort.by("product", "expiry", "id");
        return (product == null ? findAll(order) : find("product", order, product))
                .page(0, MAX_LISTED)
                .list();
    }

    /** @return false if less is on hand */
    boolean writeOff(UUID id, long quantity, String reason) {
        return getSession()
                        .createNativeMutationQuery("""
                                with changed as (
                                    update lot set on_hand = on_hand - :quantity, written_off = written_off + :quantity
                                     where id = :lot and on_hand >= :quantity returning id)
                                insert into write_off (id, lot_id, quantity, reason)
                                select gen_random_uuid(), id, :quantity, :reason from changed""")
                        .setParameter("lot", id)
                        .setParameter("quantity", quantity)
                        .setParameter("reason", reason)
                        .executeUpdate()
                == 1;
    }

    /**
     * Waits until no quarantine of the room is beginning or ending, and blocks that until the transaction ends. Several receipts
     * may run at once.
     */
    void lockForReceipt(String site, String room) {
        lock("select pg_advisory_xact_lock_shared(hashtextextended(:room, 0))", site, room);
    }

    /** Blocks receipts into the room, and other changes of its quarantine, until the transaction ends. */
    void lockForQuarantine(String site, String room) {
        lock("select pg_advisory_xact_lock(hashtextextended(:room, 0))", site, room);
    }

    private void lock(String sql, String site, String room) {
        Integer unused = getSession()
                .createNativeQuery("select 1 as locked from (" + sql + ") t", Integer.class)
                .addScalar("locked", Integer.class)
                .setParameter("room", site + "/" + room)
                .getSingleResult();
    }

    record LockedLot(boolean here, UUID id, String product, long onHand) {}

    /**
     * Locks the lots of a room that are not empty, and lots elsewhere that can supply the products.
     *
     * @return the lots elsewhere, first expired first
     */
    List<Good> lockGoods(String site, String room, List<String> products) {
        return getSession()
                .createNativeQuery("""
                        select site = :site and room = :room as here, id, product_id, on_hand from lot
                         where site = :site and room = :room and on_hand + held > 0
                            or product_id = any(:products) and not quarantined and expiry > current_date and on_hand > 0
                         order by product_id collate "C", expiry, id for no key update""", LockedLot.class)
                .setParameter("site", site)
                .setParameter("room", room)
                .setParameter("products", products.toArray(String[]::new))
                .getResultList()
                .stream()
                .filter(lot -> !lot.here)
                .map(lot -> new Good(lot.id, lot.product, lot.onHand))
                .toList();
    }

    /** Puts the lots of the room that are not empty into the quarantine. */
    void quarantine(UUID quarantine, String site, String room) {
        update(
                "quarantine = ?1 where site = ?2 and room = ?3 and quarantine is null and onHand + held > 0",
                quarantine,
                site,
                room);
    }

    void lockIn(UUID quarantine) {
        List<?> unused = getSession()
                .createNativeQuery("""
                        select id from lot where quarantine_id = :quarantine
                         order by product_id collate "C", expiry, id for no key update""", UUID.class)
                .addScalar("id", UUID.class)
                .setParameter("quarantine", quarantine)
                .getResultList();
    }

    void release(UUID quarantine) {
        update("quarantine = null where quarantine = ?1", quarantine);
    }

    void writeOffIn(UUID quarantine, String reason) {
        getSession()
                .createNativeMutationQuery("""
                        insert into write_off (id, lot_id, quantity, reason)
                        select gen_random_uuid(), id, on_hand, :reason from lot
                         where quarantine_id = :quarantine and on_hand > 0""")
                .setParameter("reason", reason)
                .setParameter("quarantine", quarantine)
                .executeUpdate();
        update("writtenOff = writtenOff + onHand, onHand = 0 where quarantine = ?1", quarantine);
    }
}
