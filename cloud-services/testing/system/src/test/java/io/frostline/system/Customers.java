package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.frostline.testing.MailProvider;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Customers of a test, who must each get exactly one welcome mail. */
final class Customers {
    private final Commerce shop;
    private final Notification notification;
    /** Addresses by customer, in the order in which they were added. */
    private final Map<String, String> addresses = new LinkedHashMap<>();

    Customers(Commerce shop, Notification notification) {
        this.shop = shop;
        this.notification = notification;
    }

    /** Waits until mails of earlier suites are out, so that a fault that a test arms meets that test's own mail. */
    void awaitNothingDue() {
        await().atMost(Duration.ofMinutes(1))
                .until(() -> notification.metric("frostline_inbox_lag_events") == 0
                        && notification.metric("frostline_mails_pending") == 0);
    }

    /**
     * Adds a customer with money.
     *
     * @return the customer's id
     */
    String add() {
        String address = Notification.address();
        String id = shop.customer(shop.account(10_000), address);
        addresses.put(id, address);
        return id;
    }

    /** Adds a customer whose address refused mails before. */
    void include(String customer, String address) {
        addresses.put(customer, address);
    }

    String addressOf(String customer) {
        return addresses.getOrDefault(customer, "");
    }

    void awaitOneWelcome(String customer) {
        notification.awaitOneWelcome(customer, addressOf(customer));
    }

    void awaitOneWelcomeEach() {
        addresses.forEach(notification::awaitOneWelcome);
    }

    /** Asserts that no mail was submitted more than once, so that no key was needed. */
    void assertSubmittedOnceEach() {
        addresses
                .values()
                .forEach(address -> assertThat(notification.provider.submitted(address))
                        .as(address)
                        .hasSize(1));
    }

    void assertSentAgainUnderItsKey(String customer) {
        List<MailProvider.Delivered> submitted = notification.provider.submitted(addressOf(customer));
        assertThat(submitted).hasSizeGreaterThan(1);
        assertThat(submitted.stream().map(MailProvider.Delivered::key).distinct())
                .hasSize(1);
        assertThat(submitted.stream()
                        .map(mail -> mail.text().replaceAll("(?m)^Date: .*$", ""))
                        .distinct())
                .as("one key, one content")
                .hasSize(1);
        assertThat(submitted.getFirst().text())
                .contains("Message-ID: <" + submitted.getFirst().key() + "@frostline>");
    }
}
