package io.frostline.payment;

import io.quarkus.agroal.DataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The one place where money moves: in the book or books that keep the accounts, and in the archive, which has every entry
 * as a whole. Both databases commit or neither, with the caller's transaction. Everybody comes to the ledger's database
 * first and then to the payment database's accounts, so that no two wait for each other; and a caller comes here last, since
 * from here on others wait for its accounts until both have committed.
 */
@Singleton
class Ledger {
    private final javax.sql.DataSource archive;

    Ledger(@DataSource("ledger") javax.sql.DataSource archive) {
        this.archive = archive;
    }

    /** Where the payer can't be short: it is the house, or the amount was frozen. */
    void post(Connection payment, Entry entry) throws SQLException {
        post(payment, List.of(entry));
    }

    /** As above, in as many round trips, however many entries of one time. */
    void post(Connection payment, List<Entry> entries) throws SQLException {
        if (write(payment, Posting.of(entries)).isEmpty()) {
            throw new IllegalStateException(entries.getFirst() + " is not covered, or one after it");
        }
    }

    /** @return when; nothing if the payer has less than that available, and then the caller has to roll back */
    Optional<Instant> postIfCovered(Connection payment, Entry entry) throws SQLException {
        return write(payment, Posting.of(List.of(entry)));
    }

    private Optional<Instant> write(Connection payment, List<Posting> postings) throws SQLException {
        Optional<Instant> at;
        try (Connection connection = archive.getConnection()) {
            at = Journal.LEDGER.write(connection, of(Book.RESERVE, postings), postings, null);
        }
        List<Posting> operating = of(Book.OPERATING, postings);
        return at.isEmpty() || operating.isEmpty()
                ? at
                : Journal.PAYMENT.write(payment, operating, operating, at.get());
    }

    private static List<Posting> of(Book book, List<Posting> postings) {
        return postings.stream().filter(posting -> posting.leg().book() == book).toList();
    }
}
