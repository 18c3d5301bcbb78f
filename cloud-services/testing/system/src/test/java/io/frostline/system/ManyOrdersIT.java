package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Test of many clients with one lot and one account. */
class ManyOrdersIT {
    private static final int CLIENTS = 64;
    private static final int ORDERS_EACH = 6;
    private static final int ON_HAND = 300;

    private final Deployment cloud = Deployment.shared();
    private final Commerce shop = new Commerce(cloud);

    @Test
    void neverOversellAndNeverOverdraw() throws Exception {
        String product = shop.product();
        String lot = shop.lot(product, ON_HAND, "2099-01-31");
        String account = shop.account(200 * 250); // money for two hundred of them
        String customer = shop.customer(account);
        AtomicInteger confirmed = new AtomicInteger();
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<?>> all = IntStream.range(0, CLIENTS)
                    .<Future<?>>mapToObj(client -> clients.submit(() -> {
                        for (int i = 0; i < ORDERS_EACH; i++) {
                            boolean hopeless = i % 3 == 2;
                            Response answer = shop.order(
                                    customer,
                                    product,
                                    hopeless ? ON_HAND + 1 : 1,
                                    UUID.randomUUID().toString());
                            assertThat(answer.statusCode()).isIn(201, 202, 409, 503);
                            confirmed.addAndGet(shop.confirmed(answer) ? 1 : 0);
                        }
                        return null;
                    }))
                    .toList();
            while (!all.stream().allMatch(Future::isDone)) {
                shop.assertConserved(); // sampled while it runs
            }
            for (Future<?> each : all) {
                each.get();
            }
        }
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(shop.contradictions()).isEmpty());
        shop.assertConserved();
        long sold = shop.get(Part.STOCK, "/lots/" + lot).get("held").asLong();
        assertThat(sold).isLessThanOrEqualTo(200).isEqualTo(confirmed.get());
        assertThat(shop.get(Part.PAYMENT, "/accounts/" + account)
                        .at("/balance/amount")
                        .decimalValue())
                .isEqualByComparingTo(java.math.BigDecimal.valueOf((200 - sold) * 250, 2));
        assertThat(confirmed.get()).isGreaterThan(100);
    }
}
