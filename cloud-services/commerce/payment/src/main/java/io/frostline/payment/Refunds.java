package io.frostline.payment;

import io.frostline.platform.saga.Lra;
import io.quarkus.hibernate.orm.PersistenceUnit;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hibernate.Session;

/** Refunds of what was captured for orders, held by actions. All methods run in the caller's transaction. */
@ApplicationScoped
class Refunds {
    private final Session session;

    Refunds(@PersistenceUnit("payment") Session session) {
        this.session = session;
    }

    /** @param amount in the smallest unit of {@code currency} */
    record Refund(String order, String account, long amount, String currency) {}

    /** @return number of refunds reserved; orders that have one already get no other */
    int reserve(Lra lra, Set<String> orders) {
        return session.createNativeMutationQuery("""
                        insert into refund (order_id, lra, account_id, amount)
                        select order_id, :lra, account_id, sum(amount) from payment_hold
                         where order_id = any(:orders) and state = 'captured'
                         group by order_id, account_id order by order_id
                        on conflict do nothing""")
                .setParameter("lra", lra.toString())
                .setParameter("orders", orders.toArray(String[]::new))
                .executeUpdate();
    }

    Optional<String> firstUnpaid(Set<String> orders) {
        return session.createNativeQuery("""
                        select asked from unnest(:orders) as asked except
                        select order_id from payment_hold where order_id = any(:orders) and state = 'captured'
                         limit 1""", String.class)
                .addScalar("asked", String.class)
                .setParameter("orders", orders.toArray(String[]::new))
                .uniqueResultOptional();
    }

    Optional<String> firstReservedByAnother(Lra lra, Set<String> orders) {
        return session.createNativeQuery(
                        "select order_id from refund where order_id = any(:orders) and lra <> :lra limit 1",
                        String.class)
                .addScalar("order_id", String.class)
                .setParameter("lra", lra.toString())
                .setParameter("orders", orders.toArray(String[]::new))
                .uniqueResultOptional();
    }

    List<Refund> of(Lra lra) {
        return session.createNativeQuery("""
                        select r.order_id, r.account_id, r.amount, a.currency
                          from refund r join account a on a.id = r.account_id where r.lra = :lra""", Refund.class)
                .setParameter("lra", lra.toString())
                .getResultList();
    }

    void markRefunded(Lra lra) {
        change("update refund set state = 'refunded' where lra = :lra", lra);
    }

    void delete(Lra lra) {
        change("delete from refund where lra = :lra", lra);
    }

    private void change(String sql, Lra lra) {
        session.createNativeMutationQuery(sql)
                .setParameter("lra", lra.toString())
                .executeUpdate();
    }
}
