package io.frostline.coldroom.setpoint;

import io.frostline.coldroom.room.RoomKey;
import io.frostline.contract.batch.Batch;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Store of set points. Each method is one transaction. */
@ApplicationScoped
@Transactional
public class SetPoints implements PanacheRepositoryBase<SetPoint, RoomKey> {
    /** Sets a room's set point. A duplicate is no change. */
    SetPoint set(String site, String room, double celsius, String by) {
        getSession()
                .createNativeMutationQuery("""
                        insert into set_point as s (site, room, celsius, set_by) values (:site, :room, :celsius, :by)
                        on conflict (site, room) do update set celsius = excluded.celsius, set_by = excluded.set_by,
                               version = s.version + 1, set_at = now()
                         where s.celsius <> excluded.celsius""")
                .setParameter("site", site)
                .setParameter("room", room)
                .setParameter("celsius", celsius)
                .setParameter("by", by)
                .executeUpdate();
        return findById(new RoomKey(site, room));
    }

    /** Returns the set points whose outcome the agent has not reported. */
    List<SetPoint> pending() {
        return list("greatest(reportedVersion, refusedVersion) < version");
    }

    /** Returns whether an entry is an agent's report on a set point. */
    public static boolean isReport(Batch.Entry entry) {
        return entry.detail().containsKey("room")
                && (entry.kind().equals(Batch.Entry.SET_POINT_APPLIED)
                        || entry.kind().equals(Batch.Entry.SET_POINT_REFUSED));
    }

    /** Stores an agent's reports. An older report changes nothing: in any order of arrival, the newest version counts. */
    public void report(String site, List<Batch.Entry> reports) {
        reports.forEach(report -> report(site, report));
    }

    private void report(String site, Batch.Entry report) {
        Map<String, String> detail = report.detail();
        RoomKey key = new RoomKey(site, detail.getOrDefault("room", ""));
        try {
            long version = Long.parseLong(detail.getOrDefault("version", ""));
            if (report.kind().equals(Batch.Entry.SET_POINT_APPLIED)) {
                update(
                        "reportedCelsius = ?1, reportedVersion = ?2, reportedAt = ?3 where key = ?4 and reportedVersion < ?2",
                        Double.valueOf(detail.getOrDefault("celsius", "")),
                        version,
                        Instant.ofEpochMilli(report.atMillis()),
                        key);
            } else {
                update(
                        "refusedVersion = ?1, refusedReason = ?2 where key = ?3 and refusedVersion < ?1",
                        version,
                        detail.getOrDefault("reason", report.text()),
                        key);
            }
        } catch (NumberFormatException e) {
            // the report names no version; the log has it as it came
        }
    }
}
