package io.frostline.stock;

import io.frostline.commerce.Money;
import io.frostline.platform.sql.Sql;
import io.frostline.platform.web.Checks;
import io.frostline.platform.web.IdempotencyKeys;
import io.frostline.platform.web.Refused;
import io.frostline.platform.web.RequestTransaction;
import io.quarkus.agroal.DataSource;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

@Path("/api/v1/products")
public class ProductsResource {
    private static final Set<String> CLASSES = Set.of("deep-frozen", "frozen", "chilled", "ambient");

    private final javax.sql.DataSource database;
    private final IdempotencyKeys keys;

    public ProductsResource(@DataSource("stock") javax.sql.DataSource database, IdempotencyKeys keys) {
        this.database = database;
        this.keys = keys;
    }

    public record Product(String id, String name, String temperatureClass, Money price) {}

    @POST
    @RequestTransaction
    public Response add(@HeaderParam(IdempotencyKeys.HEADER) @Nullable String key, @Nullable Product asked)
            throws SQLException {
        Product product = Checks.required("body", asked);
        Checks.name("id", product.id);
        Checks.text("name", product.name);
        Checks.oneOf("temperatureClass", product.temperatureClass, CLASSES);
        Money price = Checks.required("price", product.price);
        Checks.notNegative("price", price.minor());
        try (Connection c = database.getConnection()) {
            return keys.once(c, key, product, () -> {
                int added = Sql.update(
                        c,
                        "insert into product values (?, ?, ?, ?, ?) on conflict do nothing",
                        product.id,
                        product.name,
                        product.temperatureClass,
                        price.minor(),
                        price.currency());
                if (added == 0) {
                    throw Refused.conflict("product-exists", "Product exists", "there is a product " + product.id);
                }
                return Response.created(URI.create("/api/v1/products/" + product.id))
                        .entity(product)
                        .build();
            });
        }
    }

    @GET
    @RequestTransaction
    public List<Product> all() throws SQLException {
        try (Connection c = database.getConnection()) {
            return Sql.list(c, "select * from product order by id", ProductsResource::product);
        }
    }

    private static Product product(ResultSet row) throws SQLException {
        return new Product(
                row.getString("id"),
                row.getString("name"),
                row.getString("temperature_class"),
                Money.ofMinor(row.getLong("price_minor"), row.getString("currency")));
    }
}
