package io.frostline.stock;

import static io.frostline.commerce.Constraints.*;

import io.frostline.commerce.Money;
import io.frostline.platform.web.IdempotencyKeys;
import io.frostline.platform.web.Refused;
import io.quarkus.agroal.DataSource;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** REST resource that adds and lists products. */
@Path("/api/v1/products")
public class ProductsResource {
    private final javax.sql.DataSource database;
    private final Products products;
    private final IdempotencyKeys keys;

    ProductsResource(@DataSource("stock") javax.sql.DataSource database, Products products, IdempotencyKeys keys) {
        this.database = database;
        this.products = products;
        this.keys = keys;
    }

    /**
     * Product as the API shows it.
     *
     * @param price of one unit; zero or more
     */
    public record ProductBody(
            @NotNull(message = NAME_MESSAGE) @Pattern(regexp = NAME, message = NAME_MESSAGE)
            String id,

            @NotNull(message = TEXT_MESSAGE) @Pattern(regexp = TEXT, message = TEXT_MESSAGE)
            String name,

            @NotNull(message = CLASSES_MESSAGE) @Pattern(regexp = CLASSES, message = CLASSES_MESSAGE)
            String temperatureClass,

            @NotNull(message = MISSING) Money price) {
        private static final String CLASSES = "ambient|chilled|deep-frozen|frozen";
        private static final String CLASSES_MESSAGE = "must be one of [ambient, chilled, deep-frozen, frozen]";

        static ProductBody of(Product product) {
            return new ProductBody(product.id, product.name, product.temperatureClass, product.price());
        }
    }

    @POST
    @Transactional
    public Response add(
            @HeaderParam(IdempotencyKeys.HEADER) @Nullable String key,
            @NotNull(message = MISSING) @Valid ProductBody body) {
        if (body.price.minor() < 0) {
            throw Refused.badRequest("price", "must not be negative");
        }
        return keys.once(database, key, body, () -> {
            if (!products.add(body.id, body.name, body.temperatureClass, body.price)) {
                throw Refused.conflict("product-exists", "Product exists", "there is a product " + body.id);
            }
            return Response.created(URI.create("/api/v1/products/" + body.id))
                    .entity(body)
                    .build();
        });
    }

    @GET
    @Transactional
    public List<ProductBody> all() {
        return products.all().stream().map(ProductBody::of).toList();
    }
}
