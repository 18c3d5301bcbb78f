package io.frostline.contract.coldroom;

import java.util.List;

/**
 * Payload of {@link #TYPE} on {@link io.frostline.contract.Topics#EXCURSIONS}: a notice and its recipients.
 *
 * @param mails mail addresses
 * @param webhooks URLs
 */
public record AlarmNews(AlarmNotice notice, List<String> mails, List<String> webhooks) {
    public static final String TYPE = "alarm-notice";
}
