package io.frostline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.frostline.testing.Deployment;
import io.frostline.testing.Deployment.Part;
import io.frostline.testing.MailProvider;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Test that each customer gets exactly one welcome mail although notification is killed while it sends. */
class MailKilledIT {
    private final Deployment cloud = Deployment.shared();
    private final Commerce shop = new Commerce(cloud);
    private final Notification notification = new Notification(cloud);
    private final MailProvider provider = notification.provider;
    private final Customers customers = new Customers(shop, notification);

    @BeforeEach
    void nothingIsDueYet() {
        customers.awaitNothingDue();
    }

    @AfterEach
    void everybodyHasExactlyOneWelcome() {
        provider.speak();
        customers.awaitOneWelcomeEach();
    }

    @Test
    void killedBeforeTheProviderAcknowledges() throws Exception {
        provider.beforeAcknowledging(() -> cloud.kill(Part.NOTIFICATION));
        String customer = customers.add();
        await().atMost(Notification.TIMEOUT)
                .until(() -> !cloud.process(Part.NOTIFICATION).isAlive());
        assertThat(provider.submitted(customers.addressOf(customer))).hasSize(1);
        cloud.start(Part.NOTIFICATION);
        customers.awaitOneWelcome(customer);
        customers.assertSentAgainUnderItsKey(customer);
        assertThat(notification.metric("frostline_mails_repeated_total")).isPositive();
    }

    @Test
    void killedBetweenSendAndMark() throws Exception {
        try (Connection holding = DriverManager.getConnection(cloud.jdbcUrl())) {
            holding.setAutoCommit(false);
            // marking a mail as sent waits for this lock, after the provider has acknowledged it
            provider.beforeAcknowledging(() -> lockMails(holding));
            String customer = customers.add();
            await().atMost(Notification.TIMEOUT)
                    .until(() -> shop.number("select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                                    + " and query ~ 'update mail .*state *= *''sent''' and pid <> pg_backend_pid()")
                            > 0);
            cloud.kill(Part.NOTIFICATION);
            holding.rollback();
            await().atMost(Notification.TIMEOUT)
                    .until(() -> shop.text("select state from notification.mail where about = '" + customer + "'")
                            .equals("sending"));
            cloud.start(Part.NOTIFICATION);
            customers.awaitOneWelcome(customer);
            customers.assertSentAgainUnderItsKey(customer);
        }
    }

    private static void lockMails(Connection holding) {
        try (Statement statement = holding.createStatement()) {
            statement.execute("select 1 from notification.mail where state = 'sending' for update");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
