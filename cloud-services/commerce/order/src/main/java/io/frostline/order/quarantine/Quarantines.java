package io.frostline.order.quarantine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.commerce.QuarantineLots;
import io.frostline.order.OrderConfig;
import io.frostline.order.OrderEvents;
import io.frostline.order.saga.Saga;
import io.frostline.order.saga.Sagas;
import io.frostline.platform.sql.Sql;
import io.frostline.platform.text.EnumText;
import io.frostline.platform.web.Problem;
import io.frostline.platform.web.Refused;
import io.frostline.platform.web.RequestTransaction;
import io.quarkus.agroal.DataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The quarantines. Each method is one transaction. */
@ApplicationScoped
public class Quarantines {
    /** Whoever took one on and is not heard of has been killed: another takes it. */
    private static final Duration LEASE = Duration.ofSeconds(15);

    private final javax.sql.DataSource database;
    private final ObjectMapper json;
    private final OrderEvents outbox;
    private final OrderConfig config;
    private final Sagas sagas;

    public Quarantines(
            @DataSource("order") javax.sql.DataSource database,
            ObjectMapper json,
            OrderEvents outbox,
            OrderConfig config,
            Sagas sagas) {
        this.database = database;
        this.json = json;
        this.outbox = outbox;
        this.config = config;
        this.sagas = sagas;
    }

    /** Takes on those for which something is due and that nobody else is taking. */
    @RequestTransaction
    List<Quarantine> takeDue() throws SQLException {
        try (Connection c = database.getConnection()) {
            return Sql.list(c, """
                    update quarantine set due_at = now() + ? * interval '1 millisecond'
                     where id in (select id from quarantine where due_at <= now() and saga_id is null
                                   order by due_at limit 20 for update skip locked)
                    returning *""", this::quarantine, LEASE.toMillis());
        }
    }

    /** @return the saga that responds; nothing where one does, or nothing is to be responded to any more */
    @RequestTransaction
    Optional<UUID> beginResponse(UUID id) throws SQLException {
        UUID saga = UUID.randomUUID();
        try (Connection c = database.getConnection()) {
            int begun = Sql.update(c, """
                    update quarantine set saga_id = ? where id = ? and saga_id is null
                       and state in ('responding', 'in-force', 'release-proposed')""", saga, id);
            if (begun == 0) {
                return Optional.empty();
            }
            sagas.begin(c, saga, id, Saga.Kind.RESPOND_TO_EXCURSION);
            return Optional.of(saga);
        }
    }

    /** Nobody stands on its lots any more, and nobody will. */
    @RequestTransaction
    void settled(UUID id) throws SQLException {
        try (Connection c = database.getConnection()) {
            Sql.update(c, """
                    update quarantine set due_at = null, attempts = 0, under_way = 0
                     where id = ? and saga_id is null and state in ('in-force', 'release-proposed')""", id);
        }
    }

    /** It is looked after again, after a pause that grows. */
    @RequestTransaction
    void later(UUID id) throws SQLException {
        try (Connection c = database.getConnection()) {
            QuarantineTable.later(c, id, config);
        }
    }

    /**
     * Decides how it ends. Asked again, it says how far that has come.
     *
     * @throws Refused where it is not in force, ends otherwise, or a response is under way
     */
    @RequestTransaction
    Quarantine beginEnd(UUID id, Quarantine.End how, QuarantineLots.End who) throws SQLException {
        try (Connection c = database.getConnection()) {
            Optional<Quarantine> begun = Sql.first(
                    c, """
                    update quarantine set state = ?, ended_by = ?, reason = ?, due_at = now() + ? * interval '1 millisecond'
                     where id = ? and saga_id is null and state in ('in-force', 'release-proposed') returning *""", this::quarantine, how.inProgress().wire(), who.by(), who.reason(), LEASE.toMillis(), id);
            if (begun.isPresent()) {
                return begun.get();
            }
            Quarantine now = find(c, id);
            if (now.state() == how.inProgress() || now.state() == how.done()) {
                return now;
            }
            throw Refused.conflict(
                    "not-in-force",
                    "Not in force",
                    "the quarantine is " + now.state().wire()
                            + (now.saga() == null ? "" : ", and a response is under way; ask again when it has ended"));
        }
    }

    /** Stock has done it. */
    @RequestTransaction
    void ended(UUID id, Quarantine.End how) throws SQLException {
        try (Connection c = database.getConnection()) {
            Optional<Quarantine> ended = Sql.first(
                    c,
                    """
                    update quarantine set state = ?, ended_at = now(), due_at = null where id = ? and state = ?
                    returning *""",
                    this::quarantine,
                    how.done().wire(),
                    id,
                    how.inProgress().wire());
            if (ended.isPresent()) {
                outbox.record(c, "quarantine-" + how.done().wire(), id.toString(), ended.get());
            }
        }
    }

    /** Stock refuses: it is in force as before. */
    @RequestTransaction
    void notEnded(UUID id, Quarantine.End how) throws SQLException {
        try (Connection c = database.getConnection()) {
            Sql.update(c, """
                    update quarantine set state = 'in-force', ended_by = null, reason = null, due_at = now()
                     where id = ? and state = ?""", id, how.inProgress().wire());
            QuarantineTable.follow(c, id, outbox);
        }
    }

    Quarantine get(UUID id) throws SQLException {
        try (Connection c = database.getConnection()) {
            return find(c, id);
        }
    }

    /** The latest first. */
    List<Quarantine> recent(@Nullable String site, @Nullable String room, @Nullable String state, int limit)
            throws SQLException {
        try (Connection c = database.getConnection()) {
            return Sql.list(c, """
                    select * from quarantine where (?::text is null or site = ?) and (?::text is null or room = ?)
                       and (?::text is null or state = ?)
                     order by begun_at desc, id limit ?""", this::quarantine, site, site, room, room, state, state, limit);
        }
    }

    private Quarantine find(Connection connection, UUID id) throws SQLException {
        return Sql.first(connection, "select * from quarantine where id = ?", this::quarantine, id)
                .orElseThrow(() -> Refused.notFound("quarantine", "there is no quarantine " + id));
    }

    private Quarantine quarantine(ResultSet row) throws SQLException {
        String trouble = row.getString("trouble");
        try {
            return new Quarantine(
                    row.getObject("id", UUID.class),
                    row.getString("site"),
                    row.getString("room"),
                    EnumText.parse(Quarantine.State.class, row.getString("state")),
                    row.getObject("saga_id", UUID.class),
                    Sql.nullableInstant(row, "due_at"),
                    row.getInt("attempts"),
                    trouble == null ? null : json.readValue(trouble, Problem.class),
                    row.getInt("under_way"),
                    Sql.instant(row, "begun_at"),
                    Sql.nullableInstant(row, "in_force_at"),
                    Sql.nullableInstant(row, "ended_at"),
                    row.getString("ended_by"),
                    row.getString("reason"));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
