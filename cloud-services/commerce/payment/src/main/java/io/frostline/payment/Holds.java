package io.frostline.payment;

import io.frostline.commerce.HoldPayment;
import io.frostline.platform.saga.Lra;
import io.quarkus.hibernate.orm.PersistenceUnit;
import jakarta.enterprise.context.ApplicationScoped;
import org.hibernate.Session;

/** Amounts frozen for orders within actions. All methods run in the caller's transaction. */
@ApplicationScoped
class Holds {
    private final Session session;

    Holds(@PersistenceUnit("payment") Session session) {
        this.session = session;
    }

    /** @param amount in the smallest unit of {@code currency} */
    record Hold(String order, String account, long amount, String currency) {}

    /** @return false if the account has less available, or is not one that pays for orders in this currency */
    boolean freeze(Lra lra, HoldPayment asked) {
        int frozen = session.createNativeMutationQuery("""
                        update account set frozen = frozen + :amount
                         where id = :account and kind = 'customer' and book = 'operating' and currency = :currency
                           and balance - frozen >= :amount""")
                .setParameter("amount", asked.amount().minor())
                .setParameter("account", asked.account())
                .setParameter("currency", asked.amount().currency())
                .executeUpdate();
        if (frozen == 0) {
            return false;
        }
        session.createNativeMutationQuery("""
                        insert into payment_hold (lra, order_id, account_id, amount)
                        values (:lra, :order, :account, :amount)""")
                .setParameter("lra", lra.toString())
                .setParameter("order", asked.order())
                .setParameter("account", asked.account())
                .setParameter("amount", asked.amount().minor())
                .executeUpdate();
        return true;
    }

    Hold capture(Lra lra) {
        return changed(lra, "update payment_hold h set state = 'captured' from account a");
    }

    Hold release(Lra lra) {
        Hold hold = changed(lra, "delete from payment_hold h using account a");
        session.createNativeMutationQuery("update account set frozen = frozen - :amount where id = :account")
                .setParameter("amount", hold.amount)
                .setParameter("account", hold.account)
                .executeUpdate();
        return hold;
    }

    private Hold changed(Lra lra, String change) {
        return session.createNativeQuery(change + """
                         where h.lra = :lra and a.id = h.account_id
                        returning h.order_id, h.account_id, h.amount, a.currency""", Hold.class)
                .setParameter("lra", lra.toString())
                .getSingleResult();
    }
}
