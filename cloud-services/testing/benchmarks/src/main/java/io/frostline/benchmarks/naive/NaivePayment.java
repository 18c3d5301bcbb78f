package io.frostline.benchmarks.naive;

import static io.frostline.benchmarks.naive.NaiveServer.update;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;

/** Naive payment service: pays in one database and notes it in another, one commit after the other. */
record NaivePayment(DataSource operating, DataSource ledger) {
    Map<String, NaiveServer.Operation> operations() {
        return Map.of("/pay", this::pay, "/transfer", this::transfer);
    }

    private int pay(NaiveServer.Arguments arguments) throws SQLException {
        long cents = arguments.number("cents");
        try (Connection c = operating.getConnection()) {
            c.setAutoCommit(false);
            String pay = "update naive.account set balance = balance - ? where id = ? and balance >= ?";
            boolean paid = update(c, pay, cents, arguments.text("account"), cents) == 1;
            if (paid) {
                update(c, "insert into naive.paid (order_id, cents) values (?, ?)", arguments.text("order"), cents);
            }
            c.commit();
            if (!paid) {
                return 409;
            }
        }
        try (Connection c = ledger.getConnection()) {
            update(c, "insert into naive.archived (order_id, cents) values (?, ?)", arguments.text("order"), cents);
        }
        return 200;
    }

    private int transfer(NaiveServer.Arguments arguments) throws SQLException {
        long cents = arguments.number("cents");
        try (Connection c = operating.getConnection()) {
            c.setAutoCommit(false);
            update(c, "update naive.account set balance = balance - ? where id = ?", cents, arguments.text("from"));
            update(c, "insert into naive.sent (id, cents) values (?, ?)", arguments.text("id"), cents);
            c.commit();
        }
        try (Connection c = ledger.getConnection()) {
            c.setAutoCommit(false);
            update(c, "update naive.reserve set balance = balance + ?", cents);
            update(c, "insert into naive.received (id, cents) values (?, ?)", arguments.text("id"), cents);
            c.commit();
        }
        return 200;
    }
}
