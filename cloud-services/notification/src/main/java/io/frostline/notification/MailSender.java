package io.frostline.notification;

import io.frostline.notification.delivery.Sender;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

@Singleton
class MailSender extends Sender<MailAttempt> {
    MailSender(Mails mails, Smtp smtp, NotificationConfig config, MeterRegistry metrics) {
        super("mail", mails, smtp, config.send(), metrics.counter("frostline.mails.repeated"));
    }
}
