package io.frostline.platform.outbox;

import io.frostline.platform.web.DeadLetterBook;
import io.micrometer.core.instrument.Counter;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Delivery of messages so that each has its effect once. All messages of a poll share one transaction. If it fails for a reason
 * that lies with one of them, each gets its own, and the faulty one becomes a dead letter.
 */
record Delivery<E>(DataSource database, Inbox inbox, EventReader<E> reader, DeadLetters letters, Counter died) {
    private record Arrival<E>(ConsumerRecord<String, byte[]> message, EventReader.Read<E> read) {}

    /**
     * Delivers messages. On return each has had its effect, had it before, has none here, or is a dead letter. A message whose
     * content differs from the earlier event of its id becomes a dead letter, too.
     *
     * @throws RuntimeException for a reason that lies with no message: the caller must deliver them again
     */
    void deliver(Iterable<ConsumerRecord<String, byte[]>> messages) {
        List<DeadLetter> dead = new ArrayList<>();
        List<Arrival<E>> arrivals = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> message : messages) {
            try {
                reader.read(message.value()).ifPresent(read -> arrivals.add(new Arrival<>(message, read)));
            } catch (EventReader.Unreadable e) {
                dead.add(DeadLetter.of(message, inbox.consumer(), String.valueOf(e.getMessage())));
            }
        }
        try {
            died.increment(Transactions.run(database, c -> {
                Applied applied = apply(c, arrivals.stream().map(Arrival::read).toList());
                return keep(c, dead) + keep(c, contradictions(arrivals, applied));
            }));
        } catch (RuntimeException e) {
            if (!Transactions.liesWithTheEvent(e)) {
                throw e;
            }
            eachAlone(arrivals, dead);
        }
    }

    private void eachAlone(List<Arrival<E>> arrivals, List<DeadLetter> dead) {
        for (Arrival<E> arrival : arrivals) {
            try {
                died.increment(Transactions.run(
                        database, c -> keep(c, contradictions(List.of(arrival), apply(c, List.of(arrival.read))))));
            } catch (RuntimeException e) {
                if (!Transactions.liesWithTheEvent(e)) {
                    throw e;
                }
                dead.add(DeadLetter.of(arrival.message, inbox.consumer(), reason(e)));
            }
        }
        died.increment(Transactions.run(database, c -> keep(c, dead)));
    }

    /**
     * @param effects number of events that had their effect now
     * @param contradicting list indexes of events that came before with different content
     */
    private record Applied(int effects, List<Integer> contradicting) {}

    private Applied apply(Connection connection, List<EventReader.Read<E>> arrived) throws SQLException {
        Map<String, EventReader.Read<E>> byId = new LinkedHashMap<>();
        arrived.forEach(each -> byId.putIfAbsent(each.id(), each));
        if (byId.isEmpty()) {
            return new Applied(0, List.of());
        }
        Map<String, ByteBuffer> saying = new LinkedHashMap<>();
        byId.forEach((id, each) -> saying.put(id, each.digest()));
        Inbox.Admitted admitted = inbox.admit(connection, saying);
        saying.putAll(admitted.before());
        List<Integer> contradicting = new ArrayList<>();
        for (int i = 0; i < arrived.size(); i++) {
            EventReader.Read<E> each = arrived.get(i);
            if (!each.digest().equals(saying.get(each.id()))) {
                contradicting.add(i);
            }
        }
        byId.keySet().retainAll(admitted.fresh());
        if (!byId.isEmpty()) {
            reader.handler().apply(byId.values().stream().map(r -> r.meaning()).toList());
        }
        return new Applied(byId.size(), contradicting);
    }

    private List<DeadLetter> contradictions(List<Arrival<E>> arrivals, Applied applied) {
        return applied.contradicting.stream()
                .map(arrivals::get)
                .map(each -> DeadLetter.of(each.message, inbox.consumer(), contradiction(each.read.id())))
                .toList();
    }

    private static String contradiction(String id) {
        return "event " + id + " came before and said something else: it had its effect then, and this has none";
    }

    private int keep(Connection connection, List<DeadLetter> dead) throws SQLException {
        int kept = 0;
        for (DeadLetter letter : dead) {
            kept += letters.keep(connection, letter) ? 1 : 0;
        }
        return kept;
    }

    /** Runs the handler again, through the inbox: an event whose effect came about otherwise has no second one. */
    DeadLetterBook.Replay replay(UUID id) {
        try {
            return Transactions.run(database, c -> replay(c, id));
        } catch (RuntimeException e) {
            if (!Transactions.liesWithTheEvent(e)) {
                throw e;
            }
            return failedAgain(id, reason(e));
        }
    }

    private DeadLetterBook.Replay replay(Connection connection, UUID id) throws SQLException {
        Optional<DeadLetter> found = letters.lock(connection, id);
        if (found.isEmpty()) {
            return new DeadLetterBook.Replay.Unknown();
        }
        Instant before = found.get().replayedAt();
        if (before != null) {
            return new DeadLetterBook.Replay.Before(before);
        }
        try {
            List<EventReader.Read<E>> read =
                    reader.read(found.get().payload()).stream().toList();
            Applied applied = apply(connection, read);
            if (!applied.contradicting.isEmpty()) {
                return new DeadLetterBook.Replay.FailedAgain(
                        contradiction(read.getFirst().id()));
            }
            letters.replayed(connection, id);
            return new DeadLetterBook.Replay.Done(applied.effects == 1);
        } catch (EventReader.Unreadable e) {
            String reason = String.valueOf(e.getMessage());
            letters.failedAgain(connection, id, reason);
            return new DeadLetterBook.Replay.FailedAgain(reason);
        }
    }

    private DeadLetterBook.Replay failedAgain(UUID id, String reason) {
        return Transactions.run(database, c -> {
            letters.failedAgain(c, id, reason);
            return new DeadLetterBook.Replay.FailedAgain(reason);
        });
    }

    /** Returns the database's own message if the database refused. */
    private static String reason(Exception failure) {
        Throwable first = failure;
        while (!(first instanceof SQLException) && first.getCause() != null) {
            first = first.getCause();
        }
        Throwable told = first instanceof SQLException ? first : failure;
        return told.getMessage() == null
                ? told.getClass().getSimpleName()
                : told.getMessage().strip();
    }
}
