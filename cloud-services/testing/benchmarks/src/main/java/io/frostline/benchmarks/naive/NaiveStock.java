package io.frostline.benchmarks.naive;

import static io.frostline.benchmarks.naive.NaiveServer.update;

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
            String product = arguments.text("product");
            String take = "update naive.lot set on_hand = on_hand - ? where product = ? and on_hand >= ?";
            boolean taken = update(c, take, quantity, product, quantity) == 1;
            if (taken) {
                String note = "insert into naive.taken (order_id, product, quantity) values (?, ?, ?)";
                update(c, note, arguments.text("order"), product, quantity);
            }
            c.commit();
            return taken ? 200 : 409;
        }
    }

    private int giveBack(NaiveServer.Arguments arguments) throws SQLException {
        try (Connection c = database.getConnection()) {
            update(c, """
                    with back as (delete from naive.taken where order_id = ? returning product, quantity)
                    update naive.lot set on_hand = on_hand + back.quantity from back where lot.product = back.product""", arguments.text("order"));
            return 200;
        }
    }
}
