package io.frostline.notification;

import io.frostline.notification.delivery.Outcome;
import io.frostline.notification.delivery.Post;
import io.frostline.notification.delivery.SendLoop;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** Sends the mails that are due, by SMTP. */
@ApplicationScoped
class MailSender {
    private final SendLoop<Mail> loop;

    MailSender(Mails mails, Smtp smtp, NotificationConfig config, MeterRegistry metrics) {
        NotificationConfig.Send send = config.send();
        this.loop = new SendLoop<>(
                "mail",
                new BySmtp(mails, smtp),
                new SendLoop.Policy(
                        send.atOnce(), send.poll(), send.firstPause(), send.longestPause(), send.attempts()),
                metrics.counter("frostline.mails.repeated"));
    }

    void start(@Observes StartupEvent event) {
        loop.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        loop.close();
    }

    private record BySmtp(Mails mails, Smtp smtp) implements Post<Mail> {
        @Override
        public List<Mail> take(int most) throws SQLException {
            return mails.take(most, SendLoop.lease(longest()));
        }

        @Override
        public Outcome send(Mail mail) throws InterruptedException {
            return smtp.send(mail);
        }

        @Override
        public Duration longest() {
            return smtp.longest();
        }

        @Override
        public void sent(Mail mail) throws SQLException {
            mails.sent(mail);
        }

        @Override
        public void later(Mail mail, Duration pause, String reason) throws SQLException {
            mails.later(mail, pause, reason);
        }

        @Override
        public void failed(Mail mail, String reason) throws SQLException {
            mails.failed(mail, reason);
        }
    }
}
