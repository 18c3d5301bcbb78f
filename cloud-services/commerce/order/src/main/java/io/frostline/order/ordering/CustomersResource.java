package io.frostline.order.ordering;

import static io.frostline.commerce.Constraints.*;

import io.frostline.order.OrderOutbox;
import io.frostline.platform.web.IdempotencyKeys;
import io.frostline.platform.web.Page;
import io.quarkus.agroal.DataSource;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** REST resource that adds and lists customers. */
@Path("/api/v1/customers")
public class CustomersResource {
    private static final int MAX_ROWS = 1000;

    private final javax.sql.DataSource database;
    private final Customers customers;
    private final IdempotencyKeys keys;
    private final OrderOutbox outbox;

    CustomersResource(
            @DataSource("order") javax.sql.DataSource database,
            Customers customers,
            IdempotencyKeys keys,
            OrderOutbox outbox) {
        this.database = database;
        this.customers = customers;
        this.keys = keys;
        this.outbox = outbox;
    }

    /**
     * Request to add a customer.
     *
     * @param account from which orders are paid
     */
    public record Add(
            @NotNull(message = TEXT_MESSAGE) @Pattern(regexp = TEXT, message = TEXT_MESSAGE)
            String name,

            @NotNull(message = EMAIL_MESSAGE) @Pattern(regexp = EMAIL, message = EMAIL_MESSAGE)
            String email,

            @NotNull(message = NAME_MESSAGE) @Pattern(regexp = NAME, message = NAME_MESSAGE)
            String account) {
        private static final String EMAIL = "[^@\\s]{1,64}@[^@\\s]{1,200}";
        private static final String EMAIL_MESSAGE = "must be an address, e.g. anna@example.com";
    }

    public record CustomerBody(UUID id, String name, String email, String account) {
        static CustomerBody of(Customer customer) {
            return new CustomerBody(customer.id, customer.name, customer.email, customer.account);
        }
    }

    @POST
    @Transactional
    public Response add(
            @HeaderParam(IdempotencyKeys.HEADER) @Nullable String key, @NotNull(message = MISSING) @Valid Add body) {
        return keys.once(database, key, body, () -> {
            Customer customer = new Customer(UUID.randomUUID(), body.name, body.email, body.account);
            customers.persist(customer);
            CustomerBody added = CustomerBody.of(customer);
            outbox.record("customer-added", customer.id.toString(), added);
            return Response.created(URI.create("/api/v1/customers/" + customer.id))
                    .entity(added)
                    .build();
        });
    }

    /** Returns customers newest first; or, in pages, those added in [from, to), oldest first. */
    @GET
    @Transactional
    public Response all(
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("cursor") @Nullable String cursor) {
        Optional<Page> asked = Page.asked(from, to, limit, cursor);
        if (asked.isEmpty()) {
            return Response.ok(customers.newest(MAX_ROWS).stream()
                            .map(CustomerBody::of)
                            .toList())
                    .build();
        }
        return asked.get()
                .answer(
                        "/api/v1/customers",
                        customers.addedIn(asked.get()).stream()
                                .map(each -> new Page.Row<>(CustomerBody.of(each), each.createdAt, each.id))
                                .toList());
    }

    @GET
    @Path("{id}")
    @Transactional
    public CustomerBody one(@PathParam("id") UUID id) {
        return CustomerBody.of(customers.get(id));
    }
}
