package io.frostline.order.quarantine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.contract.Topics;
import io.frostline.contract.coldroom.ExcursionNews;
import io.frostline.platform.outbox.Event;
import io.frostline.platform.outbox.EventHandler;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/**
 * Handler of excursions. A critical one begins a quarantine or joins the one in its room; a withdrawn one leaves it. Other classes
 * do the rest.
 */
@ApplicationScoped
class ExcursionHandler implements EventHandler<ExcursionHandler.News> {
    private final ObjectMapper json;
    private final Quarantines quarantines;

    ExcursionHandler(ObjectMapper json, Quarantines quarantines) {
        this.json = json;
        this.quarantines = quarantines;
    }

    record News(ExcursionNews excursion, boolean isWithdrawn) {}

    /** Ignores withdrawals of excursions that never were critical, or only of their other severities. */
    @Override
    public Optional<News> read(Event event) {
        boolean raised = event.type().equals(ExcursionNews.RAISED);
        boolean withdrawn = event.type().equals(ExcursionNews.WITHDRAWN);
        if (!raised && !withdrawn) {
            return Optional.empty();
        }
        ExcursionNews news = payload(event);
        boolean critical = ExcursionNews.CRITICAL.equals(news.severity());
        return critical || withdrawn && news.severity() == null
                ? Optional.of(new News(news, withdrawn))
                : Optional.empty();
    }

    private ExcursionNews payload(Event event) {
        try {
            ExcursionNews news = json.treeToValue(event.payload(), ExcursionNews.class);
            if (news == null || news.excursion() == null || !isName(news.site()) || !isName(news.room())) {
                throw new IllegalArgumentException("an excursion needs 'excursion', 'site' and 'room'");
            }
            return news;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }

    private static boolean isName(String name) {
        return name != null && Topics.isName(name);
    }

    @Override
    public void apply(List<News> news) {
        for (News each : news) {
            ExcursionNews excursion = each.excursion;
            if (each.isWithdrawn) {
                quarantines.withdraw(excursion.excursion());
            } else {
                quarantines.join(excursion.site(), excursion.room(), excursion.excursion());
            }
        }
    }
}
