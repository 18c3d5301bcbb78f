package io.frostline.coldroom.alarm;

import io.frostline.coldroom.ColdroomOutbox;
import io.frostline.coldroom.room.Rooms;
import io.frostline.contract.coldroom.AlarmNews;
import io.frostline.contract.coldroom.AlarmNotice;
import io.frostline.platform.loop.BackgroundLoop;
import io.frostline.platform.sql.QueryGauges;
import io.frostline.platform.sql.Sql;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.agroal.DataSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Escalation of alarms: calls one level after the other while nobody acknowledges, and tells those who were called the outcome. */
@ApplicationScoped
class Escalation {
    private static final Logger LOG = Logger.getLogger(Escalation.class);
    /** Maximum number of alarms listed in one notice, so that an event stays small however many sensors a room has. */
    private static final int MAX_LISTED = 50;

    private final javax.sql.DataSource database;
    private final ColdroomOutbox events;
    private final Rooms rooms;
    private final AlarmConfig config;
    private final BackgroundLoop loop;

    Escalation(
            @DataSource("coldroom") javax.sql.DataSource database,
            ColdroomOutbox events,
            Rooms rooms,
            AlarmConfig config) {
        this.database = database;
        this.events = events;
        this.rooms = rooms;
        this.config = config;
        this.loop = new BackgroundLoop("alarm-escalation", config.poll(), this::sweepAndLog);
    }

    /** Also registers gauges of the alarms that nobody has acknowledged, and of how long the oldest due notice has waited. */
    void start(@Observes StartupEvent event, MeterRegistry metrics) {
        QueryGauges gauges = new QueryGauges(database, metrics);
        gauges.gauge("frostline.alarms.open", "select count(*) from alarm where state = 'open'");
        gauges.gauge(
                "frostline.alarms.overdue.seconds",
                "select coalesce(extract(epoch from now() - min(due_at)), 0) from alarm where due_at <= now()");
        loop.start();
    }

    private boolean sweepAndLog() {
        int notices = sweep();
        if (notices > 0) {
            LOG.infof("%d notices of alarms", notices);
        }
        return false;
    }

    /**
     * Sends the notices that are due. One transaction stores them as told and records their events, or neither. Only one of several
     * instances sweeps.
     */
    @Transactional
    int sweep() {
        return Sql.in(database, c -> {
            Optional<Instant> now = NoticeTable.turn(c);
            List<Due> due = now.isPresent() ? NoticeTable.due(c) : List.of();
            return due.isEmpty() ? 0 : tell(c, due, now.orElseThrow());
        });
    }

    private int tell(Connection connection, List<Due> due, Instant now) throws SQLException {
        OnDuty onDuty = new OnDuty(rooms, due, now);
        Agenda agenda = agenda(connection, due, onDuty, now);
        List<Notice> notices = agenda.notices();
        NoticeTable.add(connection, notices);
        for (Notice notice : notices) {
            String aggregate = notice.subject().site() + "/" + notice.subject().room();
            events.record(connection, AlarmNews.TYPE, aggregate, news(notice, onDuty, now));
        }
        NoticeTable.settle(connection, agenda.settled());
        return notices.size();
    }

    private Agenda agenda(Connection connection, List<Due> due, OnDuty onDuty, Instant now) throws SQLException {
        List<Due> told = due.stream().filter(alarm -> alarm.told() != null).toList();
        Agenda agenda = new Agenda(
                now,
                onDuty::contacts,
                NoticeTable.notBefore(connection, config.pause()),
                NoticeTable.called(connection, told));
        due.forEach(agenda::take);
        return agenda;
    }

    private static AlarmNews news(Notice notice, OnDuty onDuty, Instant now) {
        Notice.Subject subject = notice.subject();
        AlarmNotice told = new AlarmNotice(
                notice.id(),
                subject.kind(),
                subject.site(),
                subject.room(),
                onDuty.zone(subject.site(), subject.room()),
                subject.severity(),
                subject.level(),
                now,
                notice.alarms().size(),
                notice.alarms().stream()
                        .limit(MAX_LISTED)
                        .map(alarm -> facts(alarm, onDuty))
                        .toList());
        return new AlarmNews(
                told,
                List.copyOf(notice.recipients().mails()),
                List.copyOf(notice.recipients().webhooks()));
    }

    private static AlarmNotice.Alarm facts(Due alarm, OnDuty onDuty) {
        AlarmNotice.Alarm facts = alarm.facts();
        return new AlarmNotice.Alarm(
                facts.excursion(),
                facts.sensor(),
                facts.limit(),
                facts.side(),
                onDuty.limit(alarm),
                facts.from(),
                facts.to(),
                facts.peakCelsius(),
                facts.peakAt(),
                facts.raisedAt(),
                facts.knownAt(),
                facts.acknowledgement());
    }

    void stop(@Observes ShutdownEvent event) {
        loop.close();
    }
}
