package io.frostline.notification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.platform.outbox.Event;
import io.frostline.platform.outbox.EventHandler;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Handler that makes mails due for order's events. {@link MailSender} sends them later, so that events do not wait. */
@ApplicationScoped
class OrderEventHandler implements EventHandler<News> {
    /** Event type of this consumer's own dead letters; the payload is {@link News.Again}. */
    static final String MAIL_FAILED = "mail-failed";

    private final ObjectMapper json;
    private final Mails mails;

    OrderEventHandler(ObjectMapper json, Mails mails) {
        this.json = json;
        this.mails = mails;
    }

    @Override
    public Optional<News> read(Event event) {
        return switch (event.type()) {
            case "customer-added" -> Optional.of(payload(event.payload(), News.Customer.class));
            case "order-confirmed", "order-refused", "order-cancelled" ->
                Optional.of(payload(event.payload(), News.Order.class));
            case "order-reallocated" -> Optional.of(new News.Reallocation(payload(event.payload(), News.Order.class)));
            case MAIL_FAILED -> Optional.of(payload(event.payload(), News.Again.class));
            default -> Optional.empty();
        };
    }

    private <T> T payload(JsonNode payload, Class<T> type) {
        try {
            T news = json.treeToValue(payload, type);
            if (news == null) {
                throw new IllegalArgumentException("there is no payload");
            }
            return news;
        } catch (JsonProcessingException e) {
            String why = e.getCause() instanceof IllegalArgumentException own
                    ? String.valueOf(own.getMessage())
                    : e.getOriginalMessage();
            throw new IllegalArgumentException(why, e);
        }
    }

    @Override
    public void apply(List<News> news) {
        mails.add(news);
        mails.requeue(news.stream()
                .filter(News.Again.class::isInstance)
                .map(again -> ((News.Again) again).mail())
                .toList());
    }
}
