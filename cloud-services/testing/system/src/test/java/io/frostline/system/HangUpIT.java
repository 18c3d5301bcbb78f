package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Test of clients that close their connection: a request is done completely or not at all, and no database connection leaks. */
class HangUpIT {
    /** Number of clients, larger than a service's number of database connections. */
    private static final int CLIENTS = 100;

    private final Deployment cloud = Deployment.shared();
    private final Commerce shop = new Commerce(cloud);

    @Test
    void transfersOfClientsThatHangUpAreWholeOrNotThereAndTheNextIsServed() throws Exception {
        String from = shop.account(1_000_000);
        String to = shop.account(0, "reserve");
        for (int i = 0; i < CLIENTS; i++) {
            String body = transfer(from, to);
            hangUp(request("/transfers", body), body); // right after the request
            hangUp(request("/transfers", body), body.substring(0, 20)); // in the middle of the request
        }
        Response served = shop.post(
                Part.PAYMENT,
                "/transfers",
                transfer(from, to),
                "Idempotency-Key",
                UUID.randomUUID().toString());
        assertThat(served.statusCode()).as(served.asString()).isEqualTo(201);
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(shop.number("select count(*) from pg_stat_activity where state like 'idle in transaction%'"))
                    .isZero();
            shop.assertConserved();
            shop.assertBooksAgree();
            long made = shop.number("select count(*) from payment.transfer where from_account = '" + from + "'");
            assertThat(made).isBetween(1L, CLIENTS + 1L);
            assertThat(shop.get(Part.PAYMENT, "/accounts/" + from)
                            .at("/balance/amount")
                            .decimalValue())
                    .isEqualByComparingTo(Long.toString(10_000 - made));
        });
    }

    private static String transfer(String from, String to) {
        return """
                {"from":"%s","to":"%s","amount":{"amount":"1.00","currency":"EUR"},"note":"rent"}""".formatted(from, to);
    }

    private static String request(String path, String body) {
        return "POST /api/v1" + path
                + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nIdempotency-Key: "
                + UUID.randomUUID() + "\r\nContent-Length: " + body.length() + "\r\n\r\n";
    }

    private void hangUp(String head, String sent) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", cloud.port(Part.PAYMENT))) {
            socket.setSoLinger(true, 0); // a reset, as when a client dies
            socket.getOutputStream().write((head + sent).getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
        }
    }
}
