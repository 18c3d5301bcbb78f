package io.frostline.payment;

import io.frostline.contract.commerce.Money;
import io.frostline.sql.Sql;
import io.frostline.web.Checks;
import io.frostline.web.IdempotencyKeys;
import io.frostline.web.Refused;
import io.frostline.web.RequestTransaction;
import io.quarkus.agroal.DataSource;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@Path("/api/v1/accounts")
public class AccountsResource {
    private final javax.sql.DataSource database;
    private final IdempotencyKeys keys;
    private final PaymentEvents outbox;

    public AccountsResource(
            @DataSource("payment") javax.sql.DataSource database, IdempotencyKeys keys, PaymentEvents outbox) {
        this.database = database;
        this.keys = keys;
        this.outbox = outbox;
    }

    public record Open(String id, String owner, String currency) {}

    /** {@code available = balance - frozen}. The balances of all accounts of a currency come to zero. */
    public record Account(String id, String owner, String kind, Money balance, Money frozen, Money available) {}

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
        try (Connection c = database.getConnection()) {
            return keys.once(c, key, open, () -> {
                int opened = Sql.update(
                        c,
                        "insert into account (id, owner, kind, currency) values (?, ?, 'customer', ?) on conflict do nothing",
                        open.id,
                        open.owner,
                        currency);
                if (opened == 0) {
                    throw Refused.conflict("account-exists", "Account exists", "there is an account " + open.id);
                }
                return Response.created(URI.create("/api/v1/accounts/" + open.id))
                        .entity(find(c, open.id))
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
                Account account = find(c, id);
                requireCurrency(account.balance.currency(), amount.currency());
                String world = Ledger.house(c, "world", amount.currency());
                Ledger.move(c, "deposit", UUID.randomUUID().toString(), world, id, amount.minor());
                outbox.record(c, "deposited", id, amount);
                return Response.ok(find(c, id)).build();
            });
        }
    }

    private record Deposit(String account, Money amount) {}

    static void requireCurrency(String account, String amount) {
        if (!account.equals(amount)) {
            throw Refused.unprocessable("currency", "the account is kept in " + account + ", not in " + amount);
        }
    }

    @GET
    @RequestTransaction
    public List<Account> all() throws SQLException {
        try (Connection c = database.getConnection()) {
            return Sql.list(c, "select * from account order by id limit 1000", AccountsResource::account);
        }
    }

    @GET
    @Path("{id}")
    @RequestTransaction
    public Account one(@PathParam("id") String id) throws SQLException {
        try (Connection c = database.getConnection()) {
            return find(c, id);
        }
    }

    @GET
    @Path("{id}/postings")
    @RequestTransaction
    public List<Posting> postings(@PathParam("id") String id) throws SQLException {
        try (Connection c = database.getConnection()) {
            String currency = find(c, id).balance.currency();
            return Sql.list(
                    c,
                    """
                    select j.id, j.kind, j.reference, j.at, p.amount
                      from posting p join journal j on j.id = p.journal_id
                     where p.account_id = ? order by j.at desc, j.id limit 1000""",
                    row -> new Posting(
                            row.getObject("id", UUID.class),
                            row.getString("kind"),
                            row.getString("reference"),
                            Sql.instant(row, "at"),
                            Money.ofMinor(row.getLong("amount"), currency)),
                    id);
        }
    }

    private static Account find(Connection connection, String id) throws SQLException {
        return Sql.first(connection, "select * from account where id = ?", AccountsResource::account, id)
                .orElseThrow(() -> Refused.notFound("account", "there is no account " + id));
    }

    private static Account account(ResultSet row) throws SQLException {
        String currency = row.getString("currency");
        long balance = row.getLong("balance");
        long frozen = row.getLong("frozen");
        return new Account(
                row.getString("id"),
                row.getString("owner"),
                row.getString("kind"),
                Money.ofMinor(balance, currency),
                Money.ofMinor(frozen, currency),
                Money.ofMinor(balance - frozen, currency));
    }
}
