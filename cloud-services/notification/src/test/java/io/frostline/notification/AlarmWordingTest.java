package io.frostline.notification;

import static org.assertj.core.api.Assertions.assertThat;

import io.frostline.contract.coldroom.AlarmNotice;
import io.frostline.contract.coldroom.AlarmNotice.Acknowledgement;
import io.frostline.contract.coldroom.AlarmNotice.Alarm;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AlarmWordingTest {
    private static final UUID ID = UUID.fromString("7b0f6a52-6a3e-4c0f-9f0e-0d7a4b7f3c11");
    private static final Instant FROM = Instant.parse("2026-01-15T09:00:00Z");
    private static final Instant RAISED = FROM.plus(Duration.ofHours(1));

    private static Alarm alarm(Instant known, @Nullable Instant to, @Nullable Acknowledgement acknowledgement) {
        return new Alarm(ID, "probe", "air", "high", 8.0, FROM, to, 9.514, FROM, RAISED, known, acknowledgement);
    }

    private static Wording.Text text(String kind, @Nullable Integer level, Alarm... alarms) {
        return AlarmWording.of(new AlarmNotice(
                ID,
                kind,
                "bilbao",
                "cooler",
                "Europe/Madrid",
                "critical",
                level,
                RAISED,
                alarms.length,
                List.of(alarms)));
    }

    @Test
    void saysWhereWhatSinceWhenAndWhereToAcknowledge() {
        Wording.Text text = text(AlarmNotice.RAISED, 0, alarm(RAISED, null, null));
        assertThat(text.subject()).isEqualTo("Critical alarm: room cooler at bilbao, probe above 8 \u00b0C");
        assertThat(text.body()).isEqualTo("""
                Critical alarm in room cooler at bilbao.

                probe above 8 \u00b0C (limit air)
                  from: 2026-01-15 09:00 UTC (10:00 Europe/Madrid)
                  warmest: 9.51 \u00b0C at 2026-01-15 09:00 UTC (10:00 Europe/Madrid)
                  alarm since: 2026-01-15 10:00 UTC (11:00 Europe/Madrid)
                  to acknowledge: POST /api/v1/excursions/%1$s/acknowledgements

                Notice %1$s
                """.formatted(ID));
    }

    @Test
    void saysWhenTheDataCameLateAndThatItIsOver() {
        Instant known = RAISED.plus(Duration.ofHours(14));
        assertThat(text(AlarmNotice.RAISED, 0, alarm(known, RAISED, null)).body())
                .contains("known since: 2026-01-16 00:00 UTC (01:00 Europe/Madrid); the data came late")
                .contains("over since: 2026-01-15 10:00 UTC");
        Instant nextDay = RAISED.plus(Duration.ofHours(13));
        assertThat(text(AlarmNotice.RAISED, 0, alarm(nextDay, null, null)).body())
                .contains("known since: 2026-01-15 23:00 UTC (2026-01-16 00:00 Europe/Madrid)");
    }

    @Test
    void saysWhySomebodyElseIsCalled() {
        Wording.Text text = text(AlarmNotice.RAISED, 1, alarm(RAISED, null, null));
        assertThat(text.subject()).startsWith("Critical alarm, not acknowledged: room cooler");
        assertThat(text.body()).contains("You are called because nobody has acknowledged it.");
    }

    @Test
    void saysWhoAcknowledgedAndWhatWasDone() {
        Acknowledgement by = new Acknowledgement("Carmen", "the door was open", "closed it");
        Wording.Text text = text(AlarmNotice.ACKNOWLEDGED, null, alarm(RAISED, null, by));
        assertThat(text.subject()).startsWith("Critical alarm acknowledged: room cooler");
        assertThat(text.body()).contains("by: Carmen", "comment: the door was open", "action: closed it");
    }

    @Test
    void severalSensorsAreOneMail() {
        Alarm silent = new Alarm(ID, "other", "no-data", null, null, FROM, null, null, null, RAISED, RAISED, null);
        Wording.Text text = text(AlarmNotice.ENDED, null, alarm(RAISED, RAISED, null), silent);
        assertThat(text.subject()).isEqualTo("Critical alarm ended: room cooler at bilbao, 2 sensors");
        assertThat(text.body()).contains("probe above 8 \u00b0C", "over since:", "other gives no data\n");
    }

    /** A changed key would write to every recipient again. */
    @Test
    void theKeyOfAMailStaysWhatItIs() {
        assertThat(new Mails.AlarmMail(ID, "anna@example.com", "{}").key())
                .hasToString("01edded8-2532-3583-ad0b-981a9e82d7f7");
    }
}
