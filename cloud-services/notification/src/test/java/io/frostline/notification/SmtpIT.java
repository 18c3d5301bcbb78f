package io.frostline.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.notification.delivery.Outcome;
import io.frostline.testing.MailProvider;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpIT {
    private final Vertx vertx = Vertx.vertx();
    private final MailProvider provider = new MailProvider();
    private final Smtp smtp = smtp(Map.of());

    private Smtp smtp(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("frostline.notification.smtp.host", "127.0.0.1");
        settings.put("frostline.notification.smtp.port", Integer.toString(provider.port()));
        return new Smtp(
                vertx, Configurations.with(NotificationConfig.class, settings), new Wording(new ObjectMapper()));
    }

    @AfterEach
    void close() throws Exception {
        provider.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** Each address is tried more often than there are connections, each of which it could have kept. */
    @ParameterizedTest
    @ValueSource(strings = {"nobody", "a b@c", "@", "<", "x <y@z", "a@b, c@d", "x@y\r\nSubject: z"})
    void whatIsNoAddressIsRefusedAndKeepsNoConnection(String address) throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(smtp.send(to(address)))
                    .isInstanceOfSatisfying(
                            Outcome.Refused.class,
                            refused -> assertThat(refused.reason()).contains("invalid email address"));
        }
        assertThat(smtp.send(to("anna@example.com"))).isEqualTo(new Outcome.Accepted());
        assertThat(provider.mailbox("anna@example.com")).hasSize(1);
    }

    /** Otherwise every mail would fail for good, one after the other. */
    @Test
    void doesNotBeginWithASenderThatIsNoAddress() {
        assertThatThrownBy(() -> smtp(Map.of("frostline.notification.smtp.from", "hello")))
                .hasMessage("frostline.notification.smtp.from is no address: hello");
    }

    @Test
    void aClientThatThrowsIsAFailedAttemptAtOnce() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        long begun = System.nanoTime();
        assertThat(smtp.send(to("anna@example.com"))).isInstanceOf(Outcome.Unknown.class);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(smtp.longest());
    }

    private static MailAttempt to(String address) {
        UUID about = UUID.randomUUID();
        return new MailAttempt(Kind.WELCOME.mailAbout(about), Kind.WELCOME, about, "Anna", address, "{}", 1, false);
    }
}
