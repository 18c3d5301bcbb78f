package io.frostline.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.frostline.testing.CallProxy.Moment;
import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Test that no event is skipped and none takes effect twice when notification or PostgreSQL is killed. */
class InboxKilledIT {
    private final Deployment cloud = Deployment.shared();
    private final Commerce shop = new Commerce(cloud);
    private final Notification notification = new Notification(cloud);

    @Test
    void appliesEachEventOnceDespiteKills() throws Exception {
        List<String> customers = new ArrayList<>();
        List<byte[]> events = new ArrayList<>();
        String domain = "@" + id() + ".example.com";
        for (int i = 0; i < 600; i++) {
            String customer = id();
            customers.add(customer);
            byte[] event = bytes(Notification.customerAdded(id(), customer, i + domain));
            events.add(event);
            if (i % 3 == 0) {
                events.add(event);
            }
        }
        notification.publish(events.subList(0, 200));
        await().atMost(Notification.TIMEOUT).until(() -> known(domain) > 0);
        String poison = id();
        events.add(200, bytes("{\"poison\":\"" + poison + "\"}"));
        long dead = shop.number("select count(*) from notification.dead_letter");
        // an earlier test's copy would kill this test's process in place of its own
        await().atMost(Notification.TIMEOUT)
                .until(() -> shop.number("select count(*) from notification.dead_letter where copied_at is null") == 0);
        CountDownLatch killed = new CountDownLatch(1);
        // after the dead letter was sent, before that is recorded and the offset moves
        cloud.database(Part.NOTIFICATION).arm("update dead_letter set copied_at", Moment.BEFORE, () -> {
            cloud.kill(Part.NOTIFICATION);
            killed.countDown();
            return false;
        });
        notification.publish(events.subList(200, 400));
        assertThat(killed.await(Notification.TIMEOUT.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(notification.deadLetterCopies(poison)).hasSize(1);
        notification.publish(events.subList(400, 600));
        cloud.start(Part.NOTIFICATION);
        // the copy is now recorded as sent: a database outage causes no third copy
        await().atMost(Notification.TIMEOUT)
                .until(() -> shop.number("select count(*) from notification.dead_letter where copied_at is null") == 0);
        cloud.kill(Part.POSTGRES);
        notification.publish(events.subList(600, events.size()));
        cloud.start(Part.POSTGRES);
        await().atMost(Duration.ofSeconds(90)).until(() -> known(domain) == customers.size());
        await().atMost(Duration.ofSeconds(90))
                .until(() -> shop.number("select count(*) from notification.mail m join notification.customer c"
                                + " on c.id = m.customer_id where c.email like '%" + domain + "' and m.state = 'sent'")
                        == customers.size());
        for (int i = 0; i < customers.size(); i++) {
            assertThat(notification.welcomes(i + domain)).hasSize(1);
        }
        assertThat(shop.number("select count(*) from notification.dead_letter")).isEqualTo(dead + 1);
        assertThat(notification.deadLetters(poison)).hasSize(1);
        await().atMost(Notification.TIMEOUT)
                .untilAsserted(
                        () -> assertThat(notification.deadLetterCopies(poison)).hasSize(2));
        await().atMost(Notification.TIMEOUT).until(() -> notification.metric("frostline_inbox_lag_events") == 0);
        assertThat(notification.metric("frostline_inbox_oldest_seconds")).isZero();
    }

    /** Returns the count, 0 also while the database is down. */
    private long known(String domain) {
        try {
            return shop.number("select count(*) from notification.customer where email like '%" + domain + "'");
        } catch (SQLException e) {
            return 0;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String id() {
        return UUID.randomUUID().toString();
    }
}
