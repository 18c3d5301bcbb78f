package io.frostline.notification;

import io.frostline.notification.delivery.Outcome;
import io.frostline.notification.delivery.Transport;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.MailResult;
import io.vertx.ext.mail.SMTPException;
import io.vertx.ext.mail.StartTLSOptions;
import io.vertx.ext.mail.mailencoder.EmailAddress;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Transport by SMTP. Each mail carries its idempotency key, as {@code Message-ID} and as {@code X-Idempotency-Key}: a provider that
 * honours one of them delivers a duplicate only once.
 *
 * <p>The client is the one of quarkus-mailer, configured here. Quarkus's {@code Mailer} has no timeout for a server that accepts a
 * connection and sends nothing, and keeps each such connection in its pool forever.
 */
@ApplicationScoped
class Smtp implements Transport<MailAttempt> {
    private static final Logger LOG = Logger.getLogger(Smtp.class);

    static final String KEY_HEADER = "X-Idempotency-Key";
    /** Reply codes that refuse us rather than a mail (RFC 4954): after the operator has fixed the cause, the mail can be sent. */
    private static final Set<Integer> OF_THE_LOGIN = Set.of(500, 502, 503, 504, 530, 534, 535, 538);

    private final Wording wording;
    private final String from;
    private final Duration timeout;
    private final MailClient client;
    /**
     * Event loop on which all work of the client runs. Called from elsewhere, the client opens connections on one loop and listens
     * on another: a greeting that arrives in between is lost, and its mail waits in vain.
     */
    private final Context loop;

    Smtp(Vertx vertx, NotificationConfig config, Wording wording) {
        NotificationConfig.Smtp smtp = config.smtp();
        this.wording = wording;
        this.from = address(smtp.from());
        this.timeout = smtp.timeout();
        this.client = MailClient.create(vertx, client(smtp, config.send().atOnce()));
        this.loop = vertx.getOrCreateContext();
    }

    /** Checks the sender's address. With an invalid one, the client would refuse every mail as if its recipient were wrong. */
    private static String address(String from) {
        try {
            EmailAddress unused = new EmailAddress(from);
            return from;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("frostline.notification.smtp.from is no address: " + from, e);
        }
    }

    /** Creates this bean at startup, so that its configuration is checked before any mail is taken. */
    void start(@Observes StartupEvent event) {
        LOG.infof("mails are sent from %s", from);
    }

    private static MailConfig client(NotificationConfig.Smtp smtp, int connections) {
        MailConfig client = new MailConfig(smtp.host(), smtp.port())
                .setSsl(smtp.tls())
                .setStarttls(smtp.requireStartTls() ? StartTLSOptions.REQUIRED : StartTLSOptions.OPTIONAL)
                .setMaxPoolSize(connections)
                .setConnectTimeout((int) smtp.timeout().toMillis())
                .setIdleTimeout((int) smtp.timeout().toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setLogin(smtp.username().isPresent() ? LoginOption.REQUIRED : LoginOption.NONE);
        smtp.username().ifPresent(client::setUsername);
        smtp.password().ifPresent(client::setPassword);
        return client;
    }

    @Override
    public Duration longest() {
        return timeout.multipliedBy(2);
    }

    @Override
    public Outcome send(MailAttempt mail) throws InterruptedException {
        try {
            onLoop(message(mail)).get(longest().toMillis(), TimeUnit.MILLISECONDS);
            return new Outcome.Accepted();
        } catch (TimeoutException e) {
            return new Outcome.Unknown("no answer within " + longest().toSeconds() + " s");
        } catch (ExecutionException e) {
            return outcome(e.getCause() == null ? e : e.getCause());
        } catch (RuntimeException e) {
            return outcome(e);
        }
    }

    private CompletableFuture<MailResult> onLoop(MailMessage message) {
        Promise<Void> turn = Promise.promise();
        Future<MailResult> answer = turn.future().compose(now -> client.sendMail(message));
        loop.runOnContext(turn::complete);
        return answer.toCompletionStage().toCompletableFuture();
    }

    private static Outcome outcome(Throwable failure) {
        return switch (failure) {
            case SMTPException refused
            when refused.isPermanent() && !OF_THE_LOGIN.contains(refused.getReplyCode()) ->
                new Outcome.Refused(reason(refused));
            case IllegalArgumentException notAnAddress -> new Outcome.Refused(reason(notAnAddress));
            default -> new Outcome.Unknown(reason(failure));
        };
    }

    private static String reason(Throwable failure) {
        if (failure instanceof SMTPException smtp) {
            return String.join(" ", smtp.getReplyMessages());
        }
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    private MailMessage message(MailAttempt mail) {
        Wording.Text text = wording.of(mail);
        return new MailMessage()
                .setFrom(from)
                .setTo(mail.to())
                .setSubject(text.subject())
                .setText(text.body())
                .setHeaders(MultiMap.caseInsensitiveMultiMap()
                        .set("Message-ID", "<" + mail.id() + "@frostline>")
                        .set(KEY_HEADER, mail.id().toString())
                        .set("Auto-Submitted", "auto-generated"));
    }

    @PreDestroy
    void close() {
        var unused = client.close();
    }
}
