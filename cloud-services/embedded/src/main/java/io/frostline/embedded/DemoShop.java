package io.frostline.embedded;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.LocalDate;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A customer of the demo who orders every now and then, and now and then more than there is. */
final class DemoShop implements AutoCloseable {
    private static final Duration BETWEEN = Duration.ofSeconds(20);
    private static final Pattern ID = Pattern.compile("\"id\":\"([0-9a-f-]{36})\"");

    private final String api;
    private final HttpClient http = HttpClient.newHttpClient();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().daemon().name("demo-shop").unstarted(this::run);

    DemoShop(int httpPort) {
        api = "http://localhost:" + httpPort + "/api/v1";
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            String customer = open();
            for (int number = 1; !closing.await(BETWEEN.toMillis(), TimeUnit.MILLISECONDS); number++) {
                post("/orders", "demo-order-" + System.currentTimeMillis(), """
                        {"customer":"%s","lines":[{"product":"peas","quantity":%d}]}""".formatted(
                                customer, number % 4 == 0 ? 1_000_000 : number % 4));
            }
        } catch (IOException e) {
            System.err.println("the demo's shop is closed: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The keys make it the same shop after a restart. */
    private String open() throws IOException, InterruptedException {
        post("/products", "demo-product", """
                {"id":"peas","name":"Peas, 1 kg","temperatureClass":"frozen","price":{"amount":"2.50","currency":"EUR"}}""");
        post("/lots", "demo-lot", """
                {"product":"peas","site":"demo","room":"freezer","quantity":100000,"expiry":"%s"}""".formatted(LocalDate.of(2099, 1, 31)));
        post("/accounts", "demo-account", """
                {"id":"anna","owner":"Anna","currency":"EUR"}""");
        post("/accounts/anna/deposits", "demo-deposit", """
                {"amount":"100000.00","currency":"EUR"}""");
        String customer = post("/customers", "demo-customer", """
                {"name":"Anna","email":"anna@example.com","account":"anna"}""");
        Matcher id = ID.matcher(customer);
        if (!id.find()) {
            throw new IOException(customer);
        }
        return id.group(1);
    }

    private String post(String path, String key, String body) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(URI.create(api + path))
                                .timeout(Duration.ofSeconds(20))
                                .header("Content-Type", "application/json")
                                .header("Idempotency-Key", key)
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Override
    public void close() throws InterruptedException {
        closing.countDown();
        thread.interrupt();
        thread.join(Duration.ofSeconds(2));
        http.shutdownNow();
    }
}
