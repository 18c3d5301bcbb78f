package io.frostline.notification;

import io.frostline.outbox.Backoff;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Sends the mails that are due, some side by side, and by several instances at once. Who takes a mail on says so in the
 * database before it is sent. Who is killed between the send and its mark leaves a mail of which nobody knows whether it went
 * out: it is sent again, under the same key, once its lease has ended.
 */
@ApplicationScoped
class MailSender {
    private static final Logger LOG = Logger.getLogger(MailSender.class);

    private final Mails mails;
    private final Smtp smtp;
    private final NotificationConfig.Send config;
    private final Backoff backoff;
    private final Counter repeated;
    private final Semaphore free;
    private final ExecutorService sending = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().daemon().name("mail-sender").unstarted(this::run);

    MailSender(Mails mails, Smtp smtp, NotificationConfig config, MeterRegistry metrics) {
        this.mails = mails;
        this.smtp = smtp;
        this.config = config.send();
        this.backoff = new Backoff(config.send().firstPause(), config.send().longestPause());
        this.repeated = metrics.counter("frostline.mails.repeated");
        this.free = new Semaphore(config.send().atOnce());
    }

    void start(@Observes StartupEvent event) {
        thread.start();
    }

    private void run() {
        boolean more = false;
        try {
            while (!closing.await(more ? 0 : config.poll().toMillis(), TimeUnit.MILLISECONDS)) {
                more = takeSome();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return whether there may be more */
    private boolean takeSome() throws InterruptedException {
        free.acquire();
        int slots = 1 + free.drainPermits();
        List<Mail> taken = List.of();
        try {
            taken = mails.take(slots, lease());
        } catch (SQLException | RuntimeException e) {
            LOG.warnf("looking for mails: %s", e.getMessage());
        }
        free.release(slots - taken.size());
        for (Mail mail : taken) {
            var unused = sending.submit(() -> {
                try {
                    send(mail);
                } finally {
                    free.release();
                }
                return mail;
            });
        }
        return taken.size() == slots;
    }

    /** Long enough for a sender that lives to have an outcome, and to mark it, before another takes its mail. */
    private Duration lease() {
        return smtp.longest().plusSeconds(10);
    }

    private void send(Mail mail) throws InterruptedException {
        if (mail.repeated()) {
            LOG.warnf("mail %s was being sent when its sender ended; sending it again under the same key", mail.id());
            repeated.increment();
        }
        mark(mail, smtp.send(mail));
    }

    private void mark(Mail mail, Outcome outcome) {
        try {
            switch (outcome) {
                case Outcome.Accepted accepted -> mails.sent(mail);
                case Outcome.Refused refused -> mails.failed(mail, refused.reason());
                case Outcome.Unknown unknown
                when mail.attempts() >= config.attempts() ->
                    mails.failed(mail, "gave up after " + mail.attempts() + " attempts: " + unknown.reason());
                case Outcome.Unknown unknown -> {
                    LOG.infof("mail %s, attempt %d: %s; trying again", mail.id(), mail.attempts(), unknown.reason());
                    mails.later(mail, backoff.after(mail.attempts()), unknown.reason());
                }
            }
        } catch (SQLException | RuntimeException e) {
            LOG.warnf(
                    "mail %s: what came of it could not be kept, it will be sent again: %s", mail.id(), e.getMessage());
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        closing.countDown();
        thread.join(Duration.ofSeconds(5));
        sending.shutdown();
        boolean unused = sending.awaitTermination(smtp.longest().toMillis(), TimeUnit.MILLISECONDS);
    }
}
