package io.frostline.notification;

import io.frostline.contract.coldroom.AlarmNotice;
import io.frostline.contract.coldroom.AlarmNotice.Alarm;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Wording of mails about alarms. Times are in UTC and in the room's time zone. */
final class AlarmWording {
    /** Delay from which an alarm counts as known late. */
    private static final Duration LATE = Duration.ofMinutes(5);

    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

    private final AlarmNotice notice;
    private final ZoneId zone;

    private AlarmWording(AlarmNotice notice) {
        this.notice = notice;
        this.zone = ZoneId.of(notice.zone());
    }

    static Wording.Text of(AlarmNotice notice) {
        AlarmWording wording = new AlarmWording(notice);
        return new Wording.Text(wording.subject(), wording.body());
    }

    private String subject() {
        String which = notice.count() == 1 ? where(notice.alarms().getFirst()) : notice.count() + " sensors";
        return headline() + ": room " + notice.room() + " at " + notice.site() + ", " + which;
    }

    private String headline() {
        String alarm = capital(notice.severity()) + " alarm";
        return switch (notice.kind()) {
            case AlarmNotice.ACKNOWLEDGED -> alarm + " acknowledged";
            case AlarmNotice.ENDED -> alarm + " ended";
            case AlarmNotice.WITHDRAWN -> alarm + " withdrawn";
            default -> isEscalated() ? alarm + ", not acknowledged" : alarm;
        };
    }

    private boolean isEscalated() {
        return notice.level() != null && notice.level() > 0;
    }

    private static String where(Alarm alarm) {
        return alarm.side() == null ? alarm.sensor() + " gives no data" : alarm.sensor() + " " + outside(alarm);
    }

    private static String outside(Alarm alarm) {
        String side = "high".equals(alarm.side()) ? "above" : "below";
        return alarm.limitCelsius() == null
                ? side + " the limit " + alarm.limit()
                : side + " " + celsius(alarm.limitCelsius());
    }

    private String body() {
        String alarms = notice.alarms().stream().map(this::paragraph).collect(Collectors.joining("\n\n"));
        int more = notice.count() - notice.alarms().size();
        return """
                %s in room %s at %s.
                %s
                %s

                %sNotice %s
                """.formatted(
                        headline(),
                        notice.room(),
                        notice.site(),
                        explanation(),
                        alarms,
                        more > 0 ? "And " + more + " more: GET /api/v1/alarms?site=" + notice.site() + "\n\n" : "",
                        notice.id());
    }

    private String explanation() {
        return switch (notice.kind()) {
            case AlarmNotice.ACKNOWLEDGED -> "Nobody else is called.\n";
            case AlarmNotice.ENDED -> "";
            case AlarmNotice.WITHDRAWN ->
                "Data that came late, or other limits, show that it was none, or is part of another.\n";
            default -> isEscalated() ? "You are called because nobody has acknowledged it.\n" : "";
        };
    }

    private String paragraph(Alarm alarm) {
        List<String> lines = new ArrayList<>();
        lines.add(where(alarm) + (alarm.side() == null ? "" : " (limit " + alarm.limit() + ")"));
        lines.add("from: " + time(alarm.from()));
        Instant peakAt = alarm.peakAt();
        if (alarm.peakCelsius() != null && peakAt != null) {
            String peak = "high".equals(alarm.side()) ? "warmest: " : "coldest: ";
            lines.add(peak + celsius(alarm.peakCelsius()) + " at " + time(peakAt));
        }
        lines.add("alarm since: " + time(alarm.raisedAt()));
        if (Duration.between(alarm.raisedAt(), alarm.knownAt()).compareTo(LATE) > 0) {
            lines.add("known since: " + time(alarm.knownAt()) + "; the data came late");
        }
        Instant to = alarm.to();
        if (to != null && !notice.kind().equals(AlarmNotice.WITHDRAWN)) {
            lines.add("over since: " + time(to));
        }
        lines.addAll(acknowledgement(alarm));
        return String.join("\n  ", lines);
    }

    private List<String> acknowledgement(Alarm alarm) {
        return switch (notice.kind()) {
            case AlarmNotice.RAISED ->
                List.of("to acknowledge: POST /api/v1/excursions/" + alarm.excursion() + "/acknowledgements");
            case AlarmNotice.ACKNOWLEDGED -> {
                AlarmNotice.Acknowledgement by = alarm.acknowledgement();
                yield by == null
                        ? List.of()
                        : List.of("by: " + by.by(), "comment: " + by.comment(), "action: " + by.action());
            }
            default -> List.of("see: GET /api/v1/excursions/" + alarm.excursion());
        };
    }

    private String time(Instant at) {
        ZonedDateTime utc = at.atZone(ZoneOffset.UTC);
        ZonedDateTime here = at.atZone(zone);
        boolean sameDay = utc.toLocalDate().equals(here.toLocalDate());
        return MINUTE.format(utc) + " UTC (" + (sameDay ? TIME : MINUTE).format(here) + " " + zone + ")";
    }

    private static String celsius(double celsius) {
        return BigDecimal.valueOf(celsius)
                        .setScale(2, RoundingMode.HALF_UP)
                        .stripTrailingZeros()
                        .toPlainString()
                + " \u00b0C";
    }

    private static String capital(String severity) {
        return severity.substring(0, 1).toUpperCase(Locale.ROOT) + severity.substring(1);
    }
}
