package io.frostline.coldroom.excursion;

import io.frostline.coldroom.ColdroomOutbox;
import io.frostline.coldroom.room.Watch;
import io.frostline.contract.coldroom.ExcursionNews;
import io.frostline.contract.column.Readings;
import io.frostline.platform.text.EnumText;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

@Singleton
record ExcursionEvents(ColdroomOutbox events) {
    private static final Set<Change.Kind> MOVED =
            EnumSet.of(Change.Kind.EXTENDED, Change.Kind.SHORTENED, Change.Kind.REOPENED);

    /** Records the events of a change. Times without data have no events here. */
    void tell(Connection connection, Change change) throws SQLException {
        for (String severity : change.newSeverities()) {
            tell(connection, ExcursionNews.RAISED, change, change.now(), severity);
        }
        for (String severity : change.lostSeverities()) {
            tell(connection, ExcursionNews.WITHDRAWN, change, change.before(), severity);
        }
        if (change.kinds().stream().anyMatch(MOVED::contains)) {
            tell(connection, ExcursionNews.CHANGED, change, change.now(), null);
        }
        if (change.kinds().contains(Change.Kind.ENDED)) {
            tell(connection, ExcursionNews.ENDED, change, change.now(), null);
        }
    }

    private void tell(
            Connection connection, String type, Change change, @Nullable Found found, @Nullable String severity)
            throws SQLException {
        if (found == null || found.side() == null || found.peakMicro() == null || found.peakAt() == null) {
            return;
        }
        Watch watch = change.watch();
        ExcursionNews news = new ExcursionNews(
                change.id(),
                watch.site(),
                watch.room(),
                watch.oneSensor(),
                watch.limit(),
                EnumText.of(found.side()),
                found.from(),
                found.to(),
                found.peakMicro() / (double) Readings.MICRO,
                found.peakAt(),
                found.raised(),
                severity);
        events.record(connection, type, watch.site() + "/" + watch.room(), news);
    }
}
