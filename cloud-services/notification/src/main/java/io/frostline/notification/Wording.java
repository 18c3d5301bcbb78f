package io.frostline.notification;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.commerce.Money;
import io.frostline.contract.coldroom.AlarmNotice;
import io.frostline.platform.text.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.stream.Collectors;

/** Wording of mails. The same mail always has the same text, as its idempotency key promises. */
@ApplicationScoped
class Wording {
    private final ObjectMapper json;

    Wording(ObjectMapper json) {
        this.json = json;
    }

    record Text(String subject, String body) {}

    Text of(MailAttempt mail) {
        return switch (mail.kind()) {
            case WELCOME -> welcome(mail.name());
            case CONFIRMATION -> confirmation(mail.name(), order(mail));
            case REFUSAL -> refusal(mail.name(), order(mail));
            case CANCELLATION -> cancellation(mail.name(), order(mail));
            case REALLOCATION -> reallocation(mail.name(), order(mail));
            case ALARM -> AlarmWording.of(facts(mail, AlarmNotice.class));
        };
    }

    private static Text welcome(String name) {
        return new Text("Welcome to Frostline", """
                Hello %s,

                welcome to Frostline! Your account is ready, and you can order right away.

                From the moment it reaches our cold rooms until it leaves for yours, the
                temperature of everything you order is recorded, and you can look it up.

                Stay cool
                Your Frostline team
                """.formatted(name));
    }

    private static Text confirmation(String name, News.Order order) {
        return new Text("Your order is confirmed", """
                Hello %s,

                thank you! Your order is confirmed, and the goods are set aside for you:

                %s%s

                Your order number is %s.

                Your Frostline team
                """.formatted(name, lines(order), total(order), order.id()));
    }

    private static Text refusal(String name, News.Order order) {
        return new Text("Your order could not be placed", """
                Hello %s,

                we are sorry: your order could not be placed.

                %s

                %s
                You have not been charged, and nothing is set aside. You are welcome to try again.

                Your Frostline team
                """.formatted(name, lines(order), reason(order)));
    }

    private static Text cancellation(String name, News.Order order) {
        return new Text("Your order is cancelled", """
                Hello %s,

                your order %s is cancelled:

                %s

                %sWhat you paid for it is on its way back to you.

                Your Frostline team
                """.formatted(name, order.id(), lines(order), reason(order)));
    }

    private static Text reallocation(String name, News.Order order) {
        return new Text("Other goods for your order", """
                Hello %s,

                the cold room in which the goods for your order %s stood was too warm for
                too long. We do not send you these goods. Others of the same kind, which
                stood in a cold room all the time, have been set aside for you instead:

                %s

                There is nothing that you have to do.

                Your Frostline team
                """.formatted(name, order.id(), lines(order)));
    }

    private static String lines(News.Order order) {
        return order.lines().stream()
                .map(line -> "  " + line.quantity() + " x " + line.product())
                .collect(Collectors.joining("\n"));
    }

    private static String total(News.Order order) {
        Money total = order.total();
        return total == null ? "" : "\n\nTotal: " + total.amount().toPlainString() + " " + total.currency();
    }

    private static String reason(News.Order order) {
        return Optional.ofNullable(order.reason())
                .flatMap(News.Reason::forCustomers)
                .map(reason -> "The reason: " + reason + "\n\n")
                .orElse("");
    }

    private News.Order order(MailAttempt mail) {
        return facts(mail, News.Order.class);
    }

    private <T> T facts(MailAttempt mail, Class<T> type) {
        return Json.read(json, mail.facts(), type, "the facts of mail " + mail.id());
    }
}
