package io.frostline.order.saga;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.platform.saga.Lra;
import io.frostline.platform.sql.Sql;
import io.frostline.platform.text.EnumText;
import io.frostline.platform.web.Problem;
import io.frostline.platform.web.Refused;
import io.quarkus.agroal.DataSource;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** System of record of the sagas on orders and quarantines: each step is durable before the next is requested. */
@ApplicationScoped
public class Sagas {
    private final javax.sql.DataSource database;
    private final ObjectMapper json;
    private final List<SagaSubject> subjects;

    public Sagas(
            @DataSource("order") javax.sql.DataSource database, ObjectMapper json, @All List<SagaSubject> subjects) {
        this.database = database;
        this.json = json;
        this.subjects = subjects;
    }

    /** Begins a saga in the transaction that changes the order or the quarantine. */
    public void begin(UUID id, UUID subject, Saga.Kind kind) {
        boolean isResponse = kind == Saga.Kind.RESPOND_TO_EXCURSION;
        Sql.in(
                database,
                c -> Sql.update(
                        c,
                        "insert into saga (id, order_id, quarantine_id, kind) values (?, ?, ?, ?)",
                        id,
                        isResponse ? null : subject,
                        isResponse ? subject : null,
                        EnumText.of(kind)));
    }

    /**
     * Stores the saga's action durably before any participant is asked to join.
     *
     * @return false if the saga is over already
     */
    boolean started(UUID id, Lra lra) {
        return Sql.in(database, c -> Sql.update(c, """
                    update saga set lra = ?, joined_at = clock_timestamp()
                     where id = ? and state = 'running' and lra is null""", lra.toString(), id) == 1);
    }

    /**
     * Stores the decision durably before the coordinator is told, so that a retry after a crash tells it the same.
     *
     * @return the decided saga; empty if it was decided before, or is over
     */
    @Transactional
    Optional<Saga> decide(UUID id, SagaRun.Asked asked) {
        Problem reason = asked.refusal().orElse(null);
        Saga.Decision decision = reason == null ? Saga.Decision.CLOSE : Saga.Decision.CANCEL;
        Optional<Saga> decided = Sql.in(
                database,
                c -> Sql.first(c, """
                    update saga set decision = ?, reason = ?::jsonb, decided_at = clock_timestamp()
                     where id = ? and state = 'running' and decision is null returning *""", this::saga, EnumText.of(decision), reason == null ? null : write(reason), id));
        decided.ifPresent(saga -> subject(saga).decided(saga, asked));
        return decided;
    }

    /**
     * Stores the saga's end, the resulting state of the order or quarantine, and the events, in one transaction. Does nothing if
     * the saga is already over.
     *
     * @param reason why the saga failed; for a compensated saga, used only if it has no reason yet
     */
    @Transactional
    void end(UUID id, Saga.State state, Problem reason) {
        Optional<Saga> ended = Sql.in(
                database,
                c -> Sql.first(
                        c,
                        """
                    update saga set state = ?, ended_at = clock_timestamp(),
                           reason = case when ? = 'completed' then null when ? = 'failed' then ?::jsonb
                                         else coalesce(reason, ?::jsonb) end
                     where id = ? and (state = 'running' or state = 'failed' and ? <> 'failed') returning *""",
                        this::saga,
                        EnumText.of(state),
                        EnumText.of(state),
                        EnumText.of(state),
                        write(reason),
                        write(reason),
                        id,
                        EnumText.of(state)));
        ended.ifPresent(saga -> subject(saga).ended(saga));
    }

    /** Returns whether the saga runs and is undecided, and locks it in that state until the current transaction ends. */
    public boolean lockUndecided(UUID id) {
        return Sql.in(
                        database,
                        c -> Sql.first(
                                c,
                                "select 1 from saga where id = ? and state = 'running' and decision is null for update",
                                row -> true,
                                id))
                .isPresent();
    }

    /** Returns the latest responses to a quarantine, the latest first. */
    public List<Saga> responses(UUID quarantine, int limit) {
        return Sql.in(
                database,
                c -> Sql.list(
                        c,
                        "select * from saga where quarantine_id = ? order by started_at desc limit ?",
                        this::saga,
                        quarantine,
                        limit));
    }

    /** Returns whether payment has a part in the saga. */
    boolean isPaid(Saga saga) {
        return subject(saga).isPaid(saga);
    }

    private SagaSubject subject(Saga saga) {
        return subjects.stream()
                .filter(subject -> subject.isOf(saga.kind()))
                .findFirst()
                .orElseThrow();
    }

    public Saga get(UUID id) {
        return Sql.in(
                database,
                c -> Sql.first(c, "select * from saga where id = ?", this::saga, id)
                        .orElseThrow(() -> Refused.notFound("saga", "there is no saga " + id)));
    }

    /**
     * Returns running sagas first, oldest first; then failed ones; then the latest. For an order, includes responses that affected
     * it.
     */
    List<Saga> byUrgency(@Nullable String state, @Nullable UUID order, int limit) {
        return Sql.in(database, c -> Sql.list(c, """
                    select * from saga where (?::text is null or state = ?) and (?::uuid is null or order_id = ?
                           or id in (select saga_id from quarantine_order where order_id = ?))
                     order by state = 'running' desc, state = 'failed' desc,
                              case when state = 'running' then started_at end, started_at desc limit ?""", this::saga, state, state, order, order, order, limit));
    }

    /**
     * Returns at most 100 running sagas whose time since the decision, or since the start if undecided, exceeds the limit. The
     * choice is random, so that sagas that cannot end yet do not block the others.
     */
    List<Saga> overdue(Duration decided, Duration undecided) {
        return Sql.in(database, c -> Sql.list(c, """
                    select * from saga where state = 'running'
                       and coalesce(decided_at, started_at)
                           < now() - case when decision is null then ? else ? end * interval '1 millisecond'
                     order by random() limit 100""", this::saga, undecided.toMillis(), decided.toMillis()));
    }

    /** Returns at most {@code limit} sagas that were completed or compensated at least this long ago, oldest first. */
    List<Saga> endedWell(Duration ago, int limit) {
        return Sql.in(database, c -> Sql.list(c, """
                    select * from saga where state in ('completed', 'compensated')
                       and ended_at < now() - ? * interval '1 millisecond' order by ended_at limit ?""", this::saga, ago.toMillis(), limit));
    }

    void forget(List<Saga> sagas) {
        Sql.in(
                database,
                c -> Sql.update(c, "delete from saga where id = any(?::uuid[])", (Object)
                        sagas.stream().map(saga -> saga.id().toString()).toArray(String[]::new)));
    }

    private Saga saga(ResultSet row) throws SQLException {
        String reason = row.getString("reason");
        try {
            return new Saga(
                    row.getObject("id", UUID.class),
                    row.getObject(row.getObject("order_id") == null ? "quarantine_id" : "order_id", UUID.class),
                    EnumText.parse(Saga.Kind.class, row.getString("kind")),
                    EnumText.parse(Saga.State.class, row.getString("state")),
                    Optional.ofNullable(row.getString("lra")).map(l -> new Lra(URI.create(l))),
                    Optional.ofNullable(row.getString("decision")).map(d -> EnumText.parse(Saga.Decision.class, d)),
                    reason == null ? null : json.readValue(reason, Problem.class),
                    Sql.instant(row, "started_at"),
                    Sql.nullableInstant(row, "joined_at"),
                    Sql.nullableInstant(row, "decided_at"),
                    Sql.nullableInstant(row, "ended_at"));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private String write(Problem reason) {
        try {
            return json.writeValueAsString(reason);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
