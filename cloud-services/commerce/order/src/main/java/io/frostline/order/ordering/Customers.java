package io.frostline.order.ordering;

import io.frostline.platform.web.Page;
import io.frostline.platform.web.Refused;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

@ApplicationScoped
class Customers implements PanacheRepositoryBase<Customer, UUID> {
    Customer get(UUID id) {
        return findByIdOptional(id).orElseThrow(() -> Refused.notFound("customer", "there is no customer " + id));
    }

    List<Customer> newest(int limit) {
        return findAll(Sort.by("createdAt", Sort.Direction.Descending).and("id"))
                .page(0, limit)
                .list();
    }

    /** Returns customers added in the page's range, oldest first. */
    List<Customer> addedIn(Page page) {
        return getSession()
                .createNativeQuery("""
                        select * from customer where (created_at, id) > (:afterAt, :afterId) and created_at < :to
                         order by created_at, id limit :limit""", Customer.class)
                .setParameter("afterAt", page.afterAt())
                .setParameter("afterId", page.afterId())
                .setParameter("to", page.to())
                .setParameter("limit", page.limit())
                .getResultList();
    }
}
