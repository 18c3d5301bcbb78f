package io.frostline.launcher;

import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Customer of the demo who orders now and then, and sometimes more than there is. */
final class DemoShop implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofSeconds(20);

    private final DemoApi api;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().daemon().name("demo-shop").unstarted(this::run);

    DemoShop(int httpPort) {
        api = new DemoApi("http://localhost:" + httpPort);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            String customer = open();
            for (int number = 1; !closing.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS); number++) {
                api.post("/orders", "demo-order-" + System.currentTimeMillis(), """
                        {"customer":"%s","lines":[{"product":"peas","quantity":%d}]}""".formatted(
                                customer, number % 4 == 0 ? 1_000_000 : number % 4));
            }
        } catch (IOException e) {
            System.err.println("the demo's shop is closed: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Opens the shop; the keys make it the same shop after a restart. */
    private String open() throws IOException, InterruptedException {
        room("freezer", -15, 4);
        room("deepfreezer", -23, 2);
        api.post("/products", "demo-product", """
                {"id":"peas","name":"Peas, 1 kg","temperatureClass":"frozen","price":{"amount":"2.50","currency":"EUR"}}""");
        api.post("/lots", "demo-lot", """
                {"product":"peas","site":"demo","room":"deepfreezer","quantity":100000,"expiry":"%s"}""".formatted(LocalDate.of(2099, 1, 31)));
        api.post("/accounts", "demo-account", """
                {"id":"anna","owner":"Anna","currency":"EUR"}""");
        api.post("/accounts/anna/deposits", "demo-deposit", """
                {"amount":"100000.00","currency":"EUR"}""");
        return api.post("/customers", "demo-customer", """
                {"name":"Anna","email":"anna@example.com","account":"anna"}""").required("id").asText();
    }

    /** Sets up a room once, with delays short enough to wait for. */
    private void room(String room, int high, int sensors) throws IOException, InterruptedException {
        if (!api.get("/rooms/demo/" + room).has("setup")) {
            String names = IntStream.rangeClosed(1, sensors)
                    .mapToObj(i -> "\"%s-%d\"".formatted(room, i))
                    .collect(Collectors.joining(","));
            api.put("/rooms/demo/" + room, """
                    {"temperatureClass":"%s","zone":"UTC","sensors":[%s],"noDataAfter":"PT1M","by":"the demo",
                     "limits":[{"name":"air","high":%d,"recovery":1,"stages":[
                       {"severity":"warning","delay":"PT10S"},{"severity":"critical","delay":"PT20S"}]}],
                     "contacts":[{"mail":["duty@example.com"]}]}""".formatted(
                            room.equals("freezer") ? "frozen" : "deep-frozen", names, high));
        }
    }

    @Override
    public void close() throws InterruptedException {
        closing.countDown();
        thread.interrupt();
        thread.join(Duration.ofSeconds(2));
        api.close();
    }
}
