package io.frostline.benchmarks;

import io.frostline.benchmarks.load.LoadClient;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Shop with some products in some lots, and customers with more money than they can spend. */
final class Shop {
    private static final int PRODUCTS = 20;
    private static final int CUSTOMERS = 200;
    private static final int POOR = 20;
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");

    private final Deployment cloud;
    private final List<String> customers = new ArrayList<>();
    private final List<String> poor = new ArrayList<>();

    /** Starts what orders need, and fills the shop. */
    Shop(Deployment cloud) throws IOException {
        this.cloud = cloud;
        cloud.start(Part.POSTGRES);
        cloud.start(Part.KAFKA);
        cloud.ensure(Deployment.COMMERCE);
        for (int i = 0; i < PRODUCTS; i++) {
            post(Part.STOCK, "/products", """
                    {"id":"p%d","name":"Peas","temperatureClass":"frozen","price":{"amount":"2.50","currency":"EUR"}}""".formatted(i));
            for (int lot = 0; lot < 3; lot++) {
                post(Part.STOCK, "/lots", """
                        {"product":"p%d","site":"north","room":"r1","quantity":500000,"expiry":"2099-01-%02d"}""".formatted(i, lot + 1));
            }
        }
        post(Part.PAYMENT, "/accounts", """
                {"id":"reserve","owner":"Anna","currency":"EUR","book":"reserve"}""");
        for (int i = 0; i < CUSTOMERS + POOR; i++) {
            post(Part.PAYMENT, "/accounts", """
                    {"id":"a%d","owner":"Anna","currency":"EUR"}""".formatted(i));
            if (i < CUSTOMERS) {
                post(Part.PAYMENT, "/accounts/a" + i + "/deposits", """
                        {"amount":"90000000.00","currency":"EUR"}""");
            }
            (i < CUSTOMERS ? customers : poor).add(customer(i));
        }
    }

    private String customer(int number) throws IOException {
        Matcher id = ID.matcher(
                post(Part.ORDER, "/customers", """
                {"name":"Anna","email":"anna%d@example.com","account":"a%d"}""".formatted(number, number)).body());
        if (!id.find()) {
            throw new IOException("no customer");
        }
        return id.group(1);
    }

    /** @param hopeless it costs more than the customer has: stock is held, payment is refused, all is undone */
    void order(boolean hopeless) throws IOException, InterruptedException {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        List<String> who = hopeless ? poor : customers;
        HttpResponse<String> answer = post(Part.ORDER, "/orders", """
                {"customer":"%s","lines":[{"product":"p%d","quantity":%d}]}""".formatted(
                        who.get(random.nextInt(who.size())), random.nextInt(PRODUCTS), 1 + random.nextInt(3)));
        int expected = hopeless ? 409 : 201;
        if (answer.statusCode() == 202) {
            awaitEnd(answer.headers().firstValue("Location").orElseThrow());
        } else if (answer.statusCode() != expected) {
            throw new IOException(answer.statusCode() + " instead of " + expected + ": " + answer.body());
        }
    }

    /** Transfers a cent from a customer's account into the other book, in the other database. */
    void transfer() throws IOException {
        HttpResponse<String> answer = post(Part.PAYMENT, "/transfers", """
                {"from":"a%d","to":"reserve","amount":{"amount":"0.01","currency":"EUR"}}""".formatted(
                        ThreadLocalRandom.current().nextInt(CUSTOMERS)));
        if (answer.statusCode() != 201) {
            throw new IOException(answer.statusCode() + ": " + answer.body());
        }
    }

    private void awaitEnd(String order) throws IOException, InterruptedException {
        while (LoadClient.get(order).body().contains("\"state\":\"placing\"")) {
            Thread.sleep(100);
        }
    }

    private HttpResponse<String> post(Part part, String path, String body) throws IOException {
        HttpResponse<String> answer =
                LoadClient.send(HttpRequest.newBuilder(URI.create(cloud.url(part) + "/api/v1" + path))
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", UUID.randomUUID().toString())
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build());
        if (answer.statusCode() >= 500) {
            throw new IOException(path + " was answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer;
    }
}
