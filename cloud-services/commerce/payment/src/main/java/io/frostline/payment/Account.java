package io.frostline.payment;

import io.frostline.commerce.Money;
import io.frostline.platform.text.EnumText;
import io.frostline.platform.web.Refused;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Account with its money: {@code available = balance - frozen}. The balances of all accounts of a currency and book sum to zero.
 *
 * @param book {@code operating} or {@code reserve}
 */
public record Account(String id, String owner, String kind, String book, Money balance, Money frozen, Money available) {

    static Account of(ResultSet row) throws SQLException {
        String currency = row.getString("currency");
        long balance = row.getLong("balance");
        long frozen = row.getLong("frozen");
        return new Account(
                row.getString("id"),
                row.getString("owner"),
                row.getString("kind"),
                row.getString("book"),
                Money.ofMinor(balance, currency),
                Money.ofMinor(frozen, currency),
                Money.ofMinor(balance - frozen, currency));
    }

    Party.Customer party() {
        return new Party.Customer(id, EnumText.parse(Book.class, book));
    }

    /** @throws Refused if the account is kept in another currency */
    void requireCurrency(String asked) {
        if (!balance.currency().equals(asked)) {
            throw Refused.unprocessable(
                    "currency", "account " + id + " is kept in " + balance.currency() + ", not in " + asked);
        }
    }

    Refused shortFunds(Money asked) {
        return Refused.conflict(
                "short-funds",
                "Short funds",
                "account " + id + " has " + available.amount() + " available, not " + asked.amount());
    }
}
