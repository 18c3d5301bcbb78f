package io.frostline.benchmarks.naive;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Naive order service: calls stock, then payment. If payment refuses, it tells stock to give back. A failure on the way is left as
 * it is.
 */
record NaiveOrder(DataSource database, String stock, String payment) {
    private static final int PRICE = 250;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    Map<String, NaiveServer.Operation> operations() {
        return Map.of("/orders", this::place);
    }

    private int place(NaiveServer.Arguments arguments) throws SQLException, IOException, InterruptedException {
        String id = UUID.randomUUID().toString();
        long quantity = arguments.number("quantity");
        record(id, "insert into naive.orders (state, id) values (?, ?)", "placing");
        int taken =
                call(stock + "/take?order=" + id + "&product=" + arguments.text("product") + "&quantity=" + quantity);
        if (taken != 200) {
            return end(id, "refused", taken);
        }
        int paid = call(
                payment + "/pay?order=" + id + "&account=" + arguments.text("account") + "&cents=" + quantity * PRICE);
        if (paid != 200) {
            call(stock + "/give-back?order=" + id);
            return end(id, "refused", paid);
        }
        return end(id, "confirmed", 201);
    }

    private int end(String id, String state, int status) throws SQLException {
        record(id, "update naive.orders set state = ? where id = ?", state);
        return status;
    }

    private void record(String id, String sql, String state) throws SQLException {
        try (Connection c = database.getConnection()) {
            NaiveServer.update(c, sql, state, id);
        }
    }

    private int call(String uri) throws IOException, InterruptedException {
        return HTTP.send(
                        HttpRequest.newBuilder(URI.create(uri))
                                .timeout(Duration.ofSeconds(5))
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
