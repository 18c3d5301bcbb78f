package io.frostline.order.ordering;

import io.frostline.order.OrderEvents;
import io.frostline.platform.sql.Sql;
import io.frostline.platform.web.Checks;
import io.frostline.platform.web.IdempotencyKeys;
import io.frostline.platform.web.Page;
import io.frostline.platform.web.Refused;
import io.frostline.platform.web.RequestTransaction;
import io.quarkus.agroal.DataSource;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

@Path("/api/v1/customers")
public class CustomersResource {
    private static final Pattern EMAIL = Pattern.compile("[^@\\s]{1,64}@[^@\\s]{1,200}");

    private final javax.sql.DataSource database;
    private final IdempotencyKeys keys;
    private final OrderEvents outbox;

    public CustomersResource(
            @DataSource("order") javax.sql.DataSource database, IdempotencyKeys keys, OrderEvents outbox) {
        this.database = database;
        this.keys = keys;
        this.outbox = outbox;
    }

    /** @param account of which orders are paid */
    public record Add(String name, String email, String account) {}

    public record Customer(UUID id, String name, String email, String account) {}

    @POST
    @RequestTransaction
    public Response add(@HeaderParam(IdempotencyKeys.HEADER) @Nullable String key, @Nullable Add asked)
            throws SQLException {
        Add add = Checks.required("body", asked);
        Checks.text("name", add.name);
        Checks.name("account", add.account);
        if (add.email == null || !EMAIL.matcher(add.email).matches()) {
            throw Refused.badRequest("email", "must be an address, e.g. anna@example.com");
        }
        try (Connection c = database.getConnection()) {
            return keys.once(c, key, add, () -> {
                Customer customer = new Customer(UUID.randomUUID(), add.name, add.email, add.account);
                Sql.update(
                        c,
                        "insert into customer (id, name, email, account) values (?, ?, ?, ?)",
                        customer.id,
                        customer.name,
                        customer.email,
                        customer.account);
                outbox.record(c, "customer-added", customer.id.toString(), customer);
                return Response.created(URI.create("/api/v1/customers/" + customer.id))
                        .entity(customer)
                        .build();
            });
        }
    }

    /** The newest first; or those added in [from, to), the oldest first, in pages. */
    @GET
    @RequestTransaction
    public Response all(
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("cursor") @Nullable String cursor)
            throws SQLException {
        Optional<Page> page = Page.asked(from, to, limit, cursor);
        try (Connection c = database.getConnection()) {
            return page.isPresent() ? page.get().answer("/api/v1/customers", addedIn(c, page.get())) : newest(c);
        }
    }

    private static Response newest(Connection c) throws SQLException {
        return Response.ok(Sql.list(
                        c,
                        "select * from customer order by created_at desc, id limit 1000",
                        CustomersResource::customer))
                .build();
    }

    private static List<Page.Row<Customer>> addedIn(Connection c, Page page) throws SQLException {
        return Sql.list(
                c,
                """
                select * from customer where (created_at, id) > (?, ?) and created_at < ?
                 order by created_at, id limit ?""",
                row -> new Page.Row<>(customer(row), Sql.instant(row, "created_at"), row.getObject("id", UUID.class)),
                page.afterAt(),
                page.afterId(),
                page.to(),
                page.limit());
    }

    @GET
    @Path("{id}")
    @RequestTransaction
    public Customer one(@PathParam("id") UUID id) throws SQLException {
        try (Connection c = database.getConnection()) {
            return Sql.first(c, "select * from customer where id = ?", CustomersResource::customer, id)
                    .orElseThrow(() -> Refused.notFound("customer", "there is no customer " + id));
        }
    }

    private static Customer customer(ResultSet row) throws SQLException {
        return new Customer(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("email"),
                row.getString("account"));
    }
}
