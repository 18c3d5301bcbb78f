package io.frostline.stock;

import io.frostline.commerce.HoldStock;
import io.frostline.commerce.Money;
import io.frostline.platform.web.Refused;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class Products implements PanacheRepositoryBase<Product, String> {
    /** @return false if a product has this id already, also one that another transaction adds at this moment */
    boolean add(String id, String name, String temperatureClass, Money price) {
        return getSession()
                        .createNativeMutationQuery("""
                                insert into product (id, name, temperature_class, price_minor, currency)
                                values (:id, :name, :temperatureClass, :price, :currency) on conflict do nothing""")
                        .setParameter("id", id)
                        .setParameter("name", name)
                        .setParameter("temperatureClass", temperatureClass)
                        .setParameter("price", price.minor())
                        .setParameter("currency", price.currency())
                        .executeUpdate()
                == 1;
    }

    List<Product> all() {
        return listAll(Sort.by("id"));
    }

    /** @throws Refused if a product is unknown, or prices are in several currencies */
    Money total(List<HoldStock.Line> lines) {
        if (lines.isEmpty()) {
            throw Refused.badRequest("lines", "must not be empty");
        }
        Map<String, Product> known =
                byId(lines.stream().map(HoldStock.Line::product).distinct().toList());
        long total = 0;
        @Nullable String currency = null;
        for (HoldStock.Line line : lines) {
            Product product = known.get(line.product());
            if (product == null) {
                throw Refused.notFound("product", "there is no product " + line.product());
            }
            if (currency != null && !currency.equals(product.currency)) {
                throw Refused.unprocessable(
                        "lines", "one order is paid in one currency, not in " + currency + " and " + product.currency);
            }
            currency = product.currency;
            total = Math.addExact(total, Math.multiplyExact(product.priceMinor, line.quantity()));
        }
        return Money.ofMinor(total, Objects.requireNonNull(currency));
    }

    private Map<String, Product> byId(List<String> ids) {
        return getSession()
                .createNativeQuery("select * from product where id = any(:ids)", Product.class)
                .setParameter("ids", ids.toArray(String[]::new))
                .getResultStream()
                .collect(Collectors.toMap(product -> product.id, Function.identity()));
    }
}
