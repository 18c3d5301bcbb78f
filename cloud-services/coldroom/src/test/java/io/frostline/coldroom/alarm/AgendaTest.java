package io.frostline.coldroom.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.frostline.coldroom.alarm.Notice.Recipients;
import io.frostline.coldroom.alarm.Notice.Subject;
import io.frostline.coldroom.room.Contacts;
import io.frostline.contract.coldroom.AlarmNotice;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AgendaTest {
    private static final Instant SINCE = Instant.parse("2026-11-25T08:00:00Z");
    private static final Contacts.Level FIRST = level("PT0S", "anna");
    private static final Contacts.Level SECOND = level("PT15M", "carmen");

    private final Map<Subject, Instant> notBefore = new HashMap<>();
    private final Map<String, Recipients> called = new HashMap<>();

    private static Contacts.Level level(String after, String name) {
        return new Contacts.Level(Duration.parse(after), Set.of(name + "@example.com"), Set.of());
    }

    private static Due alarm(AlarmState state, @Nullable AlarmState told, int level, String severity) {
        return new Due(
                "bilbao",
                "cooler",
                severity,
                state,
                told,
                level,
                SINCE,
                new AlarmNotice.Alarm(
                        UUID.randomUUID(), "probe", "air", "high", 8.0, SINCE, null, 9.5, SINCE, SINCE, SINCE, null));
    }

    private static Due open(int level) {
        return alarm(AlarmState.OPEN, level == 0 ? null : AlarmState.OPEN, level, "warning");
    }

    private Agenda after(Duration time, Due... alarms) {
        Contacts contacts = new Contacts(List.of(FIRST, SECOND));
        Agenda agenda = new Agenda(SINCE.plus(time), alarm -> contacts, notBefore, called);
        List.of(alarms).forEach(agenda::take);
        return agenda;
    }

    private static Agenda.Settled settled(Agenda agenda) {
        assertThat(agenda.settled()).hasSize(1);
        return agenda.settled().getFirst();
    }

    @Test
    void theFirstLevelIsCalledAtOnceAndTheSecondIsDueLater() {
        Agenda agenda = after(Duration.ZERO, open(0));
        assertThat(agenda.notices()).singleElement().satisfies(notice -> {
            assertThat(notice.subject()).isEqualTo(new Subject("bilbao", "cooler", "warning", "alarm-raised", 0));
            assertThat(notice.recipients().mails()).isEqualTo(FIRST.mails());
        });
        assertThat(settled(agenda).dueAt()).isEqualTo(SINCE.plus(SECOND.after()));
        assertThat(settled(agenda).alarm().level()).isEqualTo(1);
    }

    @Test
    void theLastLevelIsCalledOnce() {
        Agenda agenda = after(Duration.ofMinutes(15), open(1));
        assertThat(agenda.notices().getFirst().recipients().mails()).isEqualTo(SECOND.mails());
        assertThat(settled(agenda).dueAt()).isNull();
        assertThat(after(Duration.ofHours(9), open(2)).notices()).isEmpty();
    }

    @Test
    void whatIsNotDueYetWaits() {
        Agenda agenda = after(Duration.ofMinutes(14), open(1));
        assertThat(agenda.notices()).isEmpty();
        assertThat(settled(agenda).dueAt()).isEqualTo(SINCE.plus(SECOND.after()));
    }

    @Test
    void alarmsOfOneRoomAndSeverityAreOneNotice() {
        Due critical = alarm(AlarmState.OPEN, null, 0, "critical");
        assertThat(after(Duration.ZERO, open(0), open(0), critical, open(0)).notices())
                .extracting(notice -> notice.alarms().size())
                .containsExactly(3, 1);
    }

    @Test
    void soonAfterANoticeTheNextOneWaits() {
        notBefore.put(new Subject("bilbao", "cooler", "warning", "alarm-raised", 0), SINCE.plusSeconds(60));
        Agenda agenda = after(Duration.ofSeconds(10), open(0));
        assertThat(agenda.notices()).isEmpty();
        assertThat(settled(agenda).dueAt()).isEqualTo(SINCE.plusSeconds(60));
        assertThat(settled(agenda).alarm().level()).isZero();
    }

    @Test
    void whoWasCalledIsToldWhatBecameOfIt() {
        Due ended = alarm(AlarmState.ENDED, AlarmState.OPEN, 1, "warning");
        called.put(ended.key(), new Recipients(FIRST.mails(), Set.of()));
        Agenda agenda = after(Duration.ofHours(1), ended);
        assertThat(agenda.notices()).singleElement().satisfies(notice -> {
            assertThat(notice.subject().kind()).isEqualTo("alarm-ended");
            assertThat(notice.recipients().mails()).isEqualTo(FIRST.mails());
        });
        assertThat(settled(agenda).alarm().told()).isEqualTo(AlarmState.ENDED);
        assertThat(settled(agenda).dueAt()).isNull();
    }

    @Test
    void whatWasOverBeforeAnybodyWasCalled() {
        Due ended = alarm(AlarmState.ENDED, null, 0, "warning");
        Agenda agenda = after(Duration.ofHours(1), ended);
        assertThat(agenda.notices().getFirst().subject().kind()).isEqualTo("alarm-raised");
        assertThat(settled(agenda).dueAt()).as("nobody else is called").isNull();
        for (AlarmState state : List.of(AlarmState.ACKNOWLEDGED, AlarmState.WITHDRAWN)) {
            assertThat(after(Duration.ofHours(1), alarm(state, null, 0, "warning"))
                            .notices())
                    .isEmpty();
        }
    }
}
