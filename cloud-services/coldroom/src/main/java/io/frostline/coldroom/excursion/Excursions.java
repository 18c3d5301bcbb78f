package io.frostline.coldroom.excursion;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.coldroom.alarm.Alarms;
import io.frostline.coldroom.room.Watch;
import io.frostline.platform.sql.Sql;
import io.quarkus.agroal.DataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Store of findings. */
@ApplicationScoped
public class Excursions {
    private final javax.sql.DataSource database;
    private final ExcursionTable table;
    private final ExcursionEvents events;
    private final Alarms alarms;

    Excursions(
            @DataSource("coldroom") javax.sql.DataSource database,
            ObjectMapper json,
            ExcursionEvents events,
            Alarms alarms) {
        this.database = database;
        this.table = new ExcursionTable(json);
        this.events = events;
        this.alarms = alarms;
    }

    /**
     * Stores findings in one transaction. They replace what was known, each change is stored and its events recorded, and the
     * alarms follow. A duplicate changes nothing.
     *
     * @param findings at most one for each watch
     * @return whether any excursion changed in more than its duration and peak
     */
    @Transactional
    public boolean keep(List<Finding> findings) {
        return Sql.in(database, c -> {
            Map<Watch, List<Known>> known =
                    table.known(c, findings).stream().collect(Collectors.groupingBy(Known::watch));
            List<Change> all = new ArrayList<>();
            Map<Finding.Cause, List<Change>> told = new EnumMap<>(Finding.Cause.class);
            for (Finding finding : findings) {
                List<Change> changes = Reconciliation.of(
                        finding.watch(), known.getOrDefault(finding.watch(), List.of()), finding.found());
                all.addAll(changes);
                changes.stream()
                        .filter(change -> !change.kinds().isEmpty())
                        .forEach(change -> told.computeIfAbsent(finding.cause(), cause -> new ArrayList<>())
                                .add(change));
            }
            table.write(c, all);
            for (Map.Entry<Finding.Cause, List<Change>> cause : told.entrySet()) {
                table.remember(c, cause.getValue(), cause.getKey());
                for (Change change : cause.getValue()) {
                    events.tell(c, change);
                }
            }
            alarms.follow(
                    c,
                    told.values().stream().flatMap(List::stream).map(Change::id).toList());
            return !told.isEmpty();
        });
    }
}
