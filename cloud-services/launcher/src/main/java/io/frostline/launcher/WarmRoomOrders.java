package io.frostline.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;

/** Two orders of goods in the freezer, of which one can be had elsewhere. */
record WarmRoomOrders(String account, String first, String second, String otherLot) {
    private static final String PRICE = "12.00";
    private static final String DEPOSIT = "100.00";
    /** Balance at the end: two of four units are paid for. */
    private static final BigDecimal LEFT = new BigDecimal("76.00");

    record Outcome(boolean reallocated, boolean refunded) {}

    static WarmRoomOrders place(DemoApi api) throws IOException, InterruptedException {
        String run = Long.toString(System.currentTimeMillis());
        for (JsonNode quarantine : api.get("/quarantines?site=demo&room=freezer&state=in-force")) {
            String release = "/quarantines/" + quarantine.get("id").asText() + "/release";
            api.post(release, run, "{\"by\":\"the demo\",\"reason\":\"it begins anew\"}");
        }
        String product = "fish-" + run;
        id(api.post("/products", "product-" + run, """
                {"id":"%s","name":"Fish, 1 kg","temperatureClass":"frozen","price":{"amount":"%s","currency":"EUR"}}""".formatted(product, PRICE)));
        String account = "anna-" + run;
        id(api.post("/accounts", "account-" + run, """
                {"id":"%s","owner":"Anna","currency":"EUR"}""".formatted(account)));
        api.post("/accounts/" + account + "/deposits", "deposit-" + run, """
                {"amount":"%s","currency":"EUR"}""".formatted(DEPOSIT));
        String customer = id(api.post("/customers", "customer-" + run, """
                {"name":"Anna","email":"anna@example.com","account":"%s"}""".formatted(account)));
        lot(api, product, "freezer", 4, "2098-01-31");
        String other = lot(api, product, "deepfreezer", 2, "2099-01-31");
        String first = order(api, customer, product, "first-" + run);
        String second = order(api, customer, product, "second-" + run);
        return new WarmRoomOrders(account, first, second, other);
    }

    private static String lot(DemoApi api, String product, String room, int quantity, String expiry)
            throws IOException, InterruptedException {
        return id(api.post("/lots", room + "-" + product, """
                {"product":"%s","site":"demo","room":"%s","quantity":%d,"expiry":"%s"}""".formatted(product, room, quantity, expiry)));
    }

    private static String order(DemoApi api, String customer, String product, String key)
            throws IOException, InterruptedException {
        return id(api.post("/orders", key, """
                {"customer":"%s","lines":[{"product":"%s","quantity":2}]}""".formatted(customer, product)));
    }

    private static String id(JsonNode answer) throws IOException {
        if (!answer.has("id")) {
            throw new IOException("refused: " + answer);
        }
        return answer.get("id").asText();
    }

    private BigDecimal balance(DemoApi api) throws IOException, InterruptedException {
        return new BigDecimal(
                api.get("/accounts/" + account).at("/balance/amount").asText("0"));
    }

    Outcome outcome(DemoApi api) throws IOException, InterruptedException {
        JsonNode other = api.get("/lots/" + otherLot);
        boolean moved = other.path("held").asInt() == 2;
        boolean kept = state(api, first).equals("confirmed");
        boolean cancelled = state(api, second).equals("cancelled");
        return new Outcome(moved && kept, cancelled && balance(api).compareTo(LEFT) == 0);
    }

    private static String state(DemoApi api, String order) throws IOException, InterruptedException {
        return api.get("/orders/" + order).path("state").asText();
    }
}
