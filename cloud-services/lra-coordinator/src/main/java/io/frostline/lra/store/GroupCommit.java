package io.frostline.lra.store;

import io.frostline.lra.action.Action;
import io.quarkus.agroal.DataSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writer of all changes: those that wait while a commit is under way go into the next one, so the busier the coordinator, the
 * cheaper a change. There is no timer: a change that waits for nobody is written at once.
 *
 * <p>A group whose commit fails or whose outcome is unknown is applied again to what is stored then: each change has the same effect
 * if it is made twice. A group that the database refuses is made change by change, so that a bad one fails alone.
 */
@ApplicationScoped
public class GroupCommit {
    private static final Logger LOG = Logger.getLogger(GroupCommit.class);
    private static final int MAX_GROUP = 500;
    /** Longest time for which a change is tried again while the database does not answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final javax.sql.DataSource database;
    private final Leases leases;
    private final BlockingQueue<Entry<?>> waiting = new LinkedBlockingQueue<>();
    private final List<Consumer<Collection<Action>>> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean closing;
    private volatile boolean ended;
    private @Nullable Thread writer;

    GroupCommit(@DataSource("lra") javax.sql.DataSource database, Leases leases) {
        this.database = database;
        this.leases = leases;
    }

    private static final class Entry<R> {
        final Change<R> change;
        final CompletableFuture<R> answer = new CompletableFuture<>();
        private @Nullable Runnable result;

        Entry(Change<R> change) {
            this.change = change;
        }

        void apply(Group group) {
            try {
                R value = change.apply(group);
                result = () -> answer.complete(value);
            } catch (RuntimeException e) {
                result = () -> answer.completeExceptionally(e);
            }
        }

        void give() {
            if (result != null) {
                result.run();
            }
        }
    }

    void start(@Observes @Priority(100) StartupEvent event) {
        writer = Thread.ofPlatform().name("lra-writer").start(this::run);
    }

    /** Stops when all changes that wait are written. */
    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        closing = true;
        if (writer != null) {
            writer.join(PATIENCE);
        }
    }

    /** Adds a listener that gets, after each commit, the actions that the group has locked or started. */
    public void onCommit(Consumer<Collection<Action>> listener) {
        listeners.add(listener);
    }

    /** Makes a change. The answer comes once it is durable, on any thread: it must not block. */
    public <R> CompletionStage<R> submit(Change<R> change) {
        Entry<R> entry = new Entry<>(change);
        waiting.add(entry);
        if (ended) {
            refuseWaiting();
        }
        return entry.answer;
    }

    private void refuseWaiting() {
        for (Entry<?> each = waiting.poll(); each != null; each = waiting.poll()) {
            each.answer.completeExceptionally(new StoreUnavailable(new IllegalStateException("it is stopping")));
        }
    }

    private void run() {
        List<Entry<?>> group = new ArrayList<>();
        while (!closing || !waiting.isEmpty()) {
            try {
                Entry<?> first = waiting.poll(100, TimeUnit.MILLISECONDS);
                if (first != null) {
                    group.add(first);
                    waiting.drainTo(group, MAX_GROUP - 1);
                    write(group);
                }
            } catch (InterruptedException e) {
                LOG.debug("interrupted; only the end of the process ends the writer", e);
            } catch (RuntimeException | Error e) { // an error too: without the writer nothing is answered any more
                LOG.error("a group of changes failed", e);
                group.forEach(each -> each.answer.completeExceptionally(e));
            }
            group.clear();
        }
        ended = true;
        refuseWaiting();
    }

    private void write(List<Entry<?>> group) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                Collection<Action> changed = transaction(group);
                group.forEach(Entry::give);
                listeners.forEach(each -> each.accept(changed));
                return;
            } catch (SQLException e) {
                if (isRefusal(e)) {
                    apart(group, e);
                    return;
                }
                if (closing || System.nanoTime() > until) {
                    group.forEach(each -> each.answer.completeExceptionally(new StoreUnavailable(e)));
                    return;
                }
                LOG.warnf("can't write %d changes: %s; trying again", group.size(), e.getMessage());
                Thread.sleep(PAUSE);
            }
        }
    }

    private void apart(List<Entry<?>> group, SQLException refusal) throws InterruptedException {
        if (group.size() == 1) {
            group.getFirst().answer.completeExceptionally(new IllegalArgumentException(refusal.getMessage(), refusal));
            return;
        }
        for (Entry<?> each : group) {
            write(List.of(each));
        }
    }

    /** Returns true if the database would refuse the same statement again: SQLSTATE classes 22, 23, 42 and 54. */
    private static boolean isRefusal(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.startsWith("22") || state.startsWith("23") || state.startsWith("42") || state.startsWith("54");
    }

    private Collection<Action> transaction(List<Entry<?>> entries) throws SQLException {
        Set<UUID> ids = new TreeSet<>();
        entries.forEach(each -> ids.addAll(each.change.actions()));
        try (Connection connection = database.getConnection()) {
            // what only starts actions is one statement
            boolean isOne = ids.isEmpty();
            connection.setAutoCommit(isOne);
            try {
                List<Action> stored = isOne ? List.of() : ActionTable.lock(connection, ids);
                Group group = new Group(stored, leases.now(), leases.pod());
                entries.forEach(each -> each.apply(group));
                ActionTable.write(connection, group.all());
                if (!isOne) {
                    connection.commit();
                }
                return group.all();
            } catch (SQLException | RuntimeException e) {
                if (!isOne) {
                    rollBack(connection, e);
                }
                throw e;
            }
        }
    }

    private static void rollBack(Connection connection, Exception reason) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }
}
