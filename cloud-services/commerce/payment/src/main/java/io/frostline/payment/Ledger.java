package io.frostline.payment;

import io.frostline.platform.sql.Sql;
import io.quarkus.agroal.DataSource;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Ledger, the only class that moves money: in the book or books of the accounts, and in the archive, which has every entry in full.
 * Both databases commit or neither, with the caller's transaction. Every caller reaches the ledger's database first and the payment
 * database's accounts second, so that callers do not deadlock. A caller does this last, because others wait for its accounts until
 * both databases have committed.
 */
@Singleton
class Ledger {
    private final javax.sql.DataSource payment;
    private final javax.sql.DataSource archive;

    Ledger(@DataSource("payment") javax.sql.DataSource payment, @DataSource("ledger") javax.sql.DataSource archive) {
        this.payment = payment;
        this.archive = archive;
    }

    /** Posts an entry whose payer can't be short: it is the house, or the amount was frozen. */
    void post(Entry entry) {
        post(List.of(entry));
    }

    /** Posts many entries as {@link #post(Entry)} does one, in as many round trips. */
    void post(List<Entry> entries) {
        if (write(Posting.of(entries)).isEmpty()) {
            throw new IllegalStateException(entries.getFirst() + " is not covered, or one after it");
        }
    }

    /** @return time of the entry; empty if the payer has less available, and then the caller must roll back */
    Optional<Instant> postIfCovered(Entry entry) {
        return write(Posting.of(List.of(entry)));
    }

    private Optional<Instant> write(List<Posting> postings) {
        Optional<Instant> at =
                Sql.in(archive, c -> Journal.LEDGER.write(c, of(Book.RESERVE, postings), postings, null));
        List<Posting> operating = of(Book.OPERATING, postings);
        return at.isEmpty() || operating.isEmpty()
                ? at
                : Sql.in(payment, c -> Journal.PAYMENT.write(c, operating, operating, at.get()));
    }

    private static List<Posting> of(Book book, List<Posting> postings) {
        return postings.stream().filter(posting -> posting.leg().book() == book).toList();
    }
}
