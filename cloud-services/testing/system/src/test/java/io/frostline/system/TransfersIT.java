package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.RestClient;
import io.restassured.response.Response;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Test of transfers between accounts in the same book or in different books. */
class TransfersIT {
    private static final int CLIENTS = 12;
    private static final int TRANSFERS_EACH = 40;

    private final Deployment cloud = Deployment.shared();
    private final Commerce shop = new Commerce(cloud);

    @AfterEach
    void bothDatabasesAgree() throws Exception {
        shop.assertConserved();
        shop.assertBooksAgree();
    }

    @ParameterizedTest
    @CsvSource({"operating, operating", "operating, reserve", "reserve, operating", "reserve, reserve"})
    void movesMoneyOnceForAKey(String payersBook, String payeesBook) throws Exception {
        String from = shop.account(10_000, payersBook);
        String to = shop.account(0, payeesBook);
        String key = key();
        JsonNode made = made(transfer(from, to, "40.25", key));
        assertThat(made(transfer(from, to, "40.25", key))).as("asked again").isEqualTo(made);
        assertThat(transfer(from, to, "40.26", key).statusCode()).isEqualTo(422);
        assertBalance(from, payersBook, "59.75");
        assertBalance(to, payeesBook, "40.25");
        String id = made.get("id").asText();
        assertThat(shop.get(Part.PAYMENT, "/transfers/" + id)).isEqualTo(made);
        assertThat(shop.get(Part.PAYMENT, "/transfers").findValuesAsText("id")).contains(id);
        assertThat(shop.get(Part.PAYMENT, "/accounts/" + to + "/postings").findValuesAsText("journal"))
                .containsExactly(id);
        assertThat(shop.get(Part.PAYMENT, "/accounts").findValuesAsText("id")).contains(from, to);
    }

    @ParameterizedTest
    @CsvSource({"operating, reserve", "reserve, operating", "reserve, reserve", "operating, operating"})
    void shortFundsAreRefusedWithWhatIsAvailableAndMoveNothing(String payersBook, String payeesBook) throws Exception {
        String from = shop.account(1_000, payersBook);
        String to = shop.account(0, payeesBook);
        Response answer = transfer(from, to, "10.01", key());
        assertProblem(409, "short-funds", answer);
        assertThat(RestClient.json(answer).get("detail").asText()).contains("has 10.00 available, not 10.01");
        assertBalance(from, payersBook, "10.00");
        assertBalance(to, payeesBook, "0.00");
        made(transfer(from, to, "10.00", key()));
        assertBalance(to, payeesBook, "10.00");
    }

    @Test
    void badInputIsAClearProblem() throws Exception {
        String from = shop.account(1_000);
        String to = shop.account(0, "reserve");
        assertProblem(400, "invalid-to", transfer(from, from, "1.00", key()));
        assertProblem(400, "invalid-amount", transfer(from, to, "0.00", key()));
        assertProblem(400, "invalid-amount", transfer(from, to, "-1.00", key()));
        assertProblem(400, "invalid-json", transfer(from, to, "1.005", key()));
        assertProblem(400, "invalid-json", transfer(from, to, "1000000000000000", key()));
        assertProblem(400, "invalid-body", shop.post(Part.PAYMENT, "/transfers", ""));
        assertProblem(400, "invalid-amount", shop.post(Part.PAYMENT, "/transfers", """
                {"from":"%s","to":"%s"}""".formatted(from, to)));
        assertProblem(400, "invalid-from", transfer("no such'; drop", to, "1.00", key()));
        assertProblem(404, "unknown-account", transfer(from, "nobody", "1.00", key()));
        assertProblem(404, "unknown-account", transfer("nobody", to, "1.00", key()));
        assertProblem(404, "unknown-account", transfer("world-EUR", to, "1.00", key()));
        assertProblem(404, "unknown-account", transfer(from, "clearing-EUR", "1.00", key()));
        assertProblem(422, "unusable-currency", shop.post(Part.PAYMENT, "/transfers", """
                {"from":"%s","to":"%s","amount":{"amount":"1.00","currency":"USD"}}""".formatted(from, to)));
        assertProblem(400, "invalid-id", cloud.api(Part.PAYMENT).get("/transfers/x"));
        assertProblem(404, "unknown-transfer", cloud.api(Part.PAYMENT).get("/transfers/" + UUID.randomUUID()));
        assertBalance(from, "operating", "10.00");
    }

    @Test
    void aNameIsGivenOnceOverBothBooksAndNotTheHouses() throws Exception {
        String reserve = shop.account(0, "reserve");
        assertProblem(409, "account-exists", open(reserve, "operating"));
        assertProblem(409, "account-exists", open("sales-CHF", "operating"));
        assertProblem(409, "account-exists", open("clearing-CHF", "reserve"));
        assertProblem(400, "invalid-book", open("acc-" + UUID.randomUUID(), "secret"));
    }

    @Test
    void anOrderIsNotPaidFromTheReserve() throws Exception {
        String product = shop.product();
        shop.lot(product, 5, "2099-01-31");
        String customer = shop.customer(shop.account(10_000, "reserve"));
        assertProblem(422, "unusable-account", shop.order(customer, product, 1, key()));
    }

    @Test
    void manyAtOnceNeverOverdrawNorLose() throws Exception {
        List<String> accounts = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            accounts.add(shop.account(5_000, i % 2 == 0 ? "operating" : "reserve"));
        }
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<Object>> all = IntStream.range(0, CLIENTS)
                    .mapToObj(client -> clients.submit(() -> {
                        for (int i = 0; i < TRANSFERS_EACH; i++) {
                            assertThat(someTransfer(accounts).statusCode()).isIn(201, 409);
                        }
                        return new Object();
                    }))
                    .toList();
            while (!all.stream().allMatch(Future::isDone)) {
                shop.assertConserved(); // sampled while it runs
            }
            for (Future<?> each : all) {
                each.get();
            }
        }
        BigDecimal sum = BigDecimal.ZERO;
        for (String account : accounts) {
            BigDecimal balance = shop.get(Part.PAYMENT, "/accounts/" + account)
                    .at("/balance/amount")
                    .decimalValue();
            assertThat(balance).isNotNegative();
            sum = sum.add(balance);
        }
        assertThat(sum).isEqualByComparingTo("300.00");
    }

    private Response someTransfer(List<String> accounts) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int from = random.nextInt(accounts.size());
        int to = (from + 1 + random.nextInt(accounts.size() - 1)) % accounts.size();
        return transfer(accounts.get(from), accounts.get(to), random.nextInt(1, 40) + ".00", key());
    }

    private Response open(String id, String book) {
        return shop.post(Part.PAYMENT, "/accounts", """
                {"id":"%s","owner":"Anna","currency":"EUR","book":"%s"}""".formatted(id, book));
    }

    private Response transfer(String from, String to, String amount, String key) {
        return shop.post(Part.PAYMENT, "/transfers", """
                {"from":"%s","to":"%s","amount":{"amount":"%s","currency":"EUR"},"note":"rent"}""".formatted(from, to, amount), "Idempotency-Key", key);
    }

    private static JsonNode made(Response answer) {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(201);
        return RestClient.json(answer);
    }

    private static void assertProblem(int status, String problem, Response answer) {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(status);
        assertThat(RestClient.json(answer).path("type").asText())
                .as(answer.asString())
                .endsWith("/" + problem);
    }

    private void assertBalance(String account, String book, String euros) {
        JsonNode found = shop.get(Part.PAYMENT, "/accounts/" + account);
        assertThat(found.get("book").asText()).isEqualTo(book);
        assertThat(found.at("/balance/amount").decimalValue()).isEqualByComparingTo(euros);
    }

    private static String key() {
        return UUID.randomUUID().toString();
    }
}
