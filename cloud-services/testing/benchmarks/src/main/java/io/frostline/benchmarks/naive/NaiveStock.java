package io.frostline.benchmarks.naive;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;

/** Naive stock service: takes stock at once, and gives it back if told to. */
record NaiveStock(DataSource database) {
    Map<String, NaiveServer.Operation> operations() {
        return Map.of("/take", this::take, "/give-back", this::giveBack);
    }

    private int take(NaiveServer.Arguments arguments) throws SQLException {
        long quantity = arguments.number("quantity");
        try (Connection c = database.getConnection()) {
            c.setAutoCommit(false);
            boolean taken = NaiveServer.update(
                            c,
                            "update naive.lot set on_hand = on_hand - ? where product = ? and on_hand >= ?",
                            quantity,
                            arguments.text("product"),
                            quantity)
                    == 1;
            if (taken) {
                NaiveServer.update(
                        c,
                        "insert into naive.taken (order_id, product, quantity) values (?, ?, ?)",
                        arguments.text("order"),
                        arguments.text("product"),
                        quantity);
            }
            c.commit();
            return taken ? 200 : 409;
        }
    }

    private int giveBack(NaiveServer.Arguments arguments) throws SQLException {
        try (Connection c = database.getConnection()) {
            NaiveServer.update(c, """
                    with back as (delete from naive.taken where order_id = ? returning product, quantity)
                    update naive.lot set on_hand = on_hand + back.quantity from back where lot.product = back.product""", arguments.text("order"));
            return 200;
        }
    }
}
