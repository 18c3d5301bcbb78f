package io.frostline.notification;

import io.frostline.notification.delivery.Sender;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Sender of due mails by SMTP. */
@ApplicationScoped
class MailSender {
    private final Sender<MailAttempt> loop;

    MailSender(Mails mails, Smtp smtp, NotificationConfig config, MeterRegistry metrics) {
        NotificationConfig.Send send = config.send();
        this.loop = new Sender<>(
                "mail",
                mails,
                smtp,
                new Sender.Policy(send.atOnce(), send.poll(), send.firstPause(), send.longestPause(), send.attempts()),
                metrics.counter("frostline.mails.repeated"));
    }

    void start(@Observes StartupEvent event) {
        loop.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        loop.close();
    }
}
