package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.ServerProcess;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Test that events are published if and only if their change was committed, in order per aggregate, despite kills. */
class OutboxIT {
    private static final int DEPOSITS = 120;

    private final Deployment cloud = Deployment.shared();
    private final Commerce shop = new Commerce(cloud);

    @Test
    void everyCommittedChangeIsToldInOrderByTwoRelaysWhoeverIsKilled(@TempDir Path folder) throws Exception {
        String account = shop.account(0);
        Map<String, String> environment = cloud.environment(Part.PAYMENT);
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(Deployment.freePort()));
        environment.put("PAYMENT_NODE", "second");
        environment.put(
                "QUARKUS_TRANSACTION_MANAGER_OBJECT_STORE_DIRECTORY",
                folder.resolve("transactions").toString());
        Path app = Deployment.root().resolve("cloud-services/apps/payment/target/quarkus-app/quarkus-run.jar");
        try (ServerProcess second = ServerProcess.java(
                "a second payment",
                folder.resolve("second.log"),
                List.of("-Xmx256m", "-jar", app.toString()),
                environment)) {
            second.await("listening", Duration.ofSeconds(60), () -> second.log().contains("Listening on"));
            for (int cents = 1; cents <= DEPOSITS; cents++) {
                if (cents == 40) {
                    cloud.kill(Part.PAYMENT);
                    cloud.start(Part.PAYMENT);
                } else if (cents == 80) {
                    cloud.kill(Part.KAFKA);
                }
                deposit(account, cents, "EUR", 200);
                deposit(account, cents, "USD", 422); // rolled back: no event is published
            }
            cloud.start(Part.KAFKA);
            List<Long> expected = LongStream.rangeClosed(1, DEPOSITS).boxed().toList();
            await().atMost(Duration.ofSeconds(90))
                    .untilAsserted(() -> assertThat(told(account)).isEqualTo(expected));
            await().atMost(Duration.ofSeconds(30)).until(() -> shop.number("select count(*) from payment.outbox") == 0);
        }
    }

    private void deposit(String account, int cents, String currency, int status) {
        int answered = shop.post(
                        Part.PAYMENT,
                        "/accounts/" + account + "/deposits",
                        "{\"amount\":\"%d.%02d\",\"currency\":\"%s\"}".formatted(cents / 100, cents % 100, currency),
                        "Idempotency-Key",
                        account + "-" + cents + currency)
                .statusCode();
        assertThat(answered).isEqualTo(status);
    }

    /** Returns the account's amounts in cents, in the order in which their events first arrived. */
    private List<Long> told(String account) throws IOException {
        Map<String, Long> byId = new LinkedHashMap<>();
        for (ConsumerRecord<String, byte[]> each : Events.records(cloud, "frostline.payment.events")) {
            JsonNode event = new ObjectMapper().readTree(each.value());
            if (account.equals(each.key()) && event.get("type").asText().equals("deposited")) {
                byId.putIfAbsent(
                        event.get("id").asText(),
                        new BigDecimal(event.at("/payload/amount").asText())
                                .movePointRight(2)
                                .longValueExact());
            }
        }
        return List.copyOf(byId.values());
    }
}
