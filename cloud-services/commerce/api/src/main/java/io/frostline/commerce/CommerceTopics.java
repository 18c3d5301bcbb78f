package io.frostline.commerce;

/** Names of the Kafka topics on which the commerce services publish their events; the record key is the aggregate's id. */
public final class CommerceTopics {
    public static final String ORDER_EVENTS = "frostline.order.events";
    public static final String STOCK_EVENTS = "frostline.stock.events";
    public static final String PAYMENT_EVENTS = "frostline.payment.events";

    private CommerceTopics() {}
}
