package io.frostline.payment;

import static io.frostline.commerce.Constraints.*;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.frostline.commerce.Money;
import io.frostline.platform.web.Checks;
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
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** REST resource that opens accounts, accepts deposits and returns accounts. */
@Path("/api/v1/accounts")
public class AccountsResource {
    private static final java.util.regex.Pattern HOUSE = java.util.regex.Pattern.compile("(sales|world|clearing)-.*");

    private final javax.sql.DataSource database;
    private final IdempotencyKeys keys;
    private final Accounts accounts;
    private final Ledger ledger;
    private final PaymentOutbox outbox;

    AccountsResource(
            @DataSource("payment") javax.sql.DataSource database,
            IdempotencyKeys keys,
            Accounts accounts,
            Ledger ledger,
            PaymentOutbox outbox) {
        this.database = database;
        this.keys = keys;
        this.accounts = accounts;
        this.ledger = ledger;
        this.outbox = outbox;
    }

    /**
     * Request to open an account.
     *
     * @param book {@code operating} if it is null
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record OpenBody(
            @NotNull(message = NAME_MESSAGE) @Pattern(regexp = NAME, message = NAME_MESSAGE)
            String id,

            @NotNull(message = TEXT_MESSAGE) @Pattern(regexp = TEXT, message = TEXT_MESSAGE)
            String owner,

            @NotNull(message = TEXT_MESSAGE) @Pattern(regexp = TEXT, message = TEXT_MESSAGE)
            String currency,

            @Nullable @Pattern(regexp = Book.NAMES, message = Book.NAMES_MESSAGE)
            String book) {}

    public record PostingBody(UUID journal, String kind, String reference, Instant at, Money amount) {}

    @POST
    @Transactional
    public Response open(
            @HeaderParam(IdempotencyKeys.HEADER) @Nullable String key,
            @NotNull(message = MISSING) @Valid OpenBody body) {
        String currency = Money.ofMinor(0, body.currency).currency();
        return keys.once(database, key, body, () -> {
            if (HOUSE.matcher(body.id).matches()
                    || !accounts.open(body.id, body.owner, currency, Book.asked(body.book))) {
                throw Refused.conflict("account-exists", "Account exists", "the name " + body.id + " is taken");
            }
            return Response.created(URI.create("/api/v1/accounts/" + body.id))
                    .entity(accounts.find(body.id))
                    .build();
        });
    }

    @POST
    @Path("{id}/deposits")
    @Transactional
    public Response deposit(
            @PathParam("id") String id,
            @HeaderParam(IdempotencyKeys.HEADER) @Nullable String key,
            @NotNull(message = MISSING) Money amount) {
        Checks.positive("amount", amount.minor());
        return keys.once(database, key, new Deposit(id, amount), () -> {
            Account account = accounts.customer(id);
            account.requireCurrency(amount.currency());
            String reference = UUID.randomUUID().toString();
            ledger.post(Entry.of("deposit", reference, Party.House.WORLD, account.party(), amount));
            outbox.record("deposited", id, amount);
            return Response.ok(accounts.find(id)).build();
        });
    }

    private record Deposit(String account, Money amount) {}

    @GET
    public List<Account> all() {
        return accounts.all();
    }

    @GET
    @Path("{id}")
    public Account one(@PathParam("id") String id) {
        return accounts.find(id);
    }

    @GET
    @Path("{id}/postings")
    public List<PostingBody> postings(@PathParam("id") String id) {
        return accounts.postings(id);
    }
}
