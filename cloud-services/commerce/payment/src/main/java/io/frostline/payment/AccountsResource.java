package io.frostline.payment;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.frostline.commerce.Money;
import io.frostline.platform.web.Checks;
import io.frostline.platform.web.IdempotencyKeys;
import io.frostline.platform.web.Refused;
import io.frostline.platform.web.RequestTransaction;
import io.quarkus.agroal.DataSource;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

@Path("/api/v1/accounts")
public class AccountsResource {
    private static final Pattern HOUSE = Pattern.compile("(sales|world|clearing)-.*");

    private final javax.sql.DataSource database;
    private final IdempotencyKeys keys;
    private final Accounts accounts;
    private final Ledger ledger;
    private final PaymentEvents outbox;

    AccountsResource(
            @DataSource("payment") javax.sql.DataSource database,
            IdempotencyKeys keys,
            Accounts accounts,
            Ledger ledger,
            PaymentEvents outbox) {
        this.database = database;
        this.keys = keys;
        this.accounts = accounts;
        this.ledger = ledger;
        this.outbox = outbox;
    }

    /** @param book {@code operating} if it is not given */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Open(
            String id,
            String owner,
            String currency,
            @Nullable String book) {}

    public record Posting(UUID journal, String kind, String reference, Instant at, Money amount) {}

    @POST
    @RequestTransaction
    public Response open(@HeaderParam(IdempotencyKeys.HEADER) @Nullable String key, @Nullable Open asked)
            throws SQLException {
        Open open = Checks.required("body", asked);
        Checks.name("id", open.id);
        Checks.text("owner", open.owner);
        String currency =
                Money.ofMinor(0, Checks.text("currency", open.currency)).currency();
        Book book = Book.asked(open.book);
        try (Connection c = database.getConnection()) {
            return keys.once(c, key, open, () -> {
                if (HOUSE.matcher(open.id).matches() || !accounts.open(c, open.id, open.owner, currency, book)) {
                    throw Refused.conflict("account-exists", "Account exists", "the name " + open.id + " is taken");
                }
                return Response.created(URI.create("/api/v1/accounts/" + open.id))
                        .entity(accounts.find(c, open.id))
                        .build();
            });
        }
    }

    @POST
    @Path("{id}/deposits")
    @RequestTransaction
    public Response deposit(
            @PathParam("id") String id,
            @HeaderParam(IdempotencyKeys.HEADER) @Nullable String key,
            @Nullable Money asked)
            throws SQLException {
        Money amount = Checks.required("body", asked);
        Checks.positive("amount", amount.minor());
        try (Connection c = database.getConnection()) {
            return keys.once(c, key, new Deposit(id, amount), () -> {
                Account account = accounts.customer(c, id);
                account.requireCurrency(amount.currency());
                ledger.post(c, entry(account, amount));
                outbox.record(c, "deposited", id, amount);
                return Response.ok(accounts.find(c, id)).build();
            });
        }
    }

    private record Deposit(String account, Money amount) {}

    private static Entry entry(Account account, Money amount) {
        return Entry.of(
                "deposit",
                UUID.randomUUID().toString(),
                Party.House.WORLD,
                account.party(),
                amount.minor(),
                amount.currency());
    }

    @GET
    public List<Account> all() throws SQLException {
        return accounts.all();
    }

    @GET
    @Path("{id}")
    public Account one(@PathParam("id") String id) throws SQLException {
        return accounts.find(id);
    }

    @GET
    @Path("{id}/postings")
    public List<Posting> postings(@PathParam("id") String id) throws SQLException {
        return accounts.postings(id);
    }
}
