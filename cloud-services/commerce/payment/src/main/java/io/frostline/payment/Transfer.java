package io.frostline.payment;

import io.frostline.commerce.Money;
import io.frostline.platform.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Money that went from one customer's account to another. */
public record Transfer(
        UUID id,
        String from,
        String to,
        Money amount,
        @Nullable String note,
        Instant at) {

    static Transfer of(ResultSet row) throws SQLException {
        return new Transfer(
                row.getObject("id", UUID.class),
                row.getString("from_account"),
                row.getString("to_account"),
                Money.ofMinor(row.getLong("amount"), row.getString("currency")),
                row.getString("note"),
                Sql.instant(row, "at"));
    }
}
