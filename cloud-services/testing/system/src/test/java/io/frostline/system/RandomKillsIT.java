package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.Invariants;
import io.frostline.testing.KillCampaign;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Test of orders and transfers while parts are killed at random moments; {@link SagaKilledIT} and {@link TwoPhaseCommitIT} choose
 * theirs. The coordinator is killed most often, since one kill affects many actions. {@code ./frostline bench kills} is the long
 * form.
 */
class RandomKillsIT {
    private static final int CLIENTS = 12;
    private static final List<Part> VICTIMS = Stream.of(
                    Collections.nCopies(5, Part.LRA_COORDINATOR),
                    List.of(Part.POSTGRES, Part.STOCK, Part.PAYMENT, Part.ORDER, Part.POSTGRES))
            .flatMap(List::stream)
            .toList();

    private final Deployment cloud = Deployment.shared();
    private final Commerce shop = new Commerce(cloud);
    private final Invariants invariants = new Invariants(cloud);

    @Test
    void everyOrderAndTransferIsWholeInTheEnd() throws Exception {
        String product = shop.product();
        shop.lot(product, 1_000_000, "2099-01-31");
        String rich = shop.account(100_000_000);
        String reserve = shop.account(0, "reserve");
        List<String> customers = List.of(shop.customer(rich), shop.customer(rich), shop.customer(shop.account(0)));
        long asked = new KillCampaign(CLIENTS, VICTIMS, Duration.ofSeconds(2))
                .run(
                        List.of(
                                () -> shop.order(
                                        customers.get(
                                                ThreadLocalRandom.current().nextInt(customers.size())),
                                        product,
                                        1,
                                        UUID.randomUUID().toString()),
                                () -> shop.post(Part.PAYMENT, "/transfers", """
                                        {"from":"%s","to":"%s","amount":{"amount":"0.01","currency":"EUR"}}""".formatted(rich, reserve))),
                        part -> {
                            cloud.kill(part);
                            cloud.start(part);
                        });
        assertThat(asked).isGreaterThan(200);
        assertThat(shop.number("select count(*) from \"order\".orders where state = 'confirmed' and customer_id in ('"
                        + String.join("','", customers) + "')"))
                .as("orders that went through between the kills")
                .isGreaterThan(20);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(invariants.wrong()).isEmpty());
        assertThat(shop.number("select count(*) from \"order\".saga s join \"order\".orders o on o.id = s.order_id"
                        + " where s.state not in ('completed', 'compensated') and o.customer_id in ('"
                        + String.join("','", customers) + "')"))
                .as("sagas that failed, or run")
                .isZero();
    }
}
