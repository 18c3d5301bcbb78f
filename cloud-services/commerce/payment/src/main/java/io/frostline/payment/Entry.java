package io.frostline.payment;

import io.frostline.commerce.Money;
import java.util.List;
import java.util.UUID;

/**
 * Journal entry: an amount in a currency's smallest unit that moves from one party to another.
 *
 * @param reference what it is for; at most one entry per kind and reference, except for deposits
 * @param frozen whether the amount was frozen on the payer's account and is unfrozen by this entry
 */
record Entry(
        UUID id, String kind, String reference, Party from, Party to, long amount, String currency, boolean frozen) {

    static Entry of(String kind, String reference, Party from, Party to, Money amount) {
        return new Entry(UUID.randomUUID(), kind, reference, from, to, amount.minor(), amount.currency(), false);
    }

    /** Returns the same entry for an amount that is frozen on the payer's account until now. */
    Entry ofFrozen() {
        return new Entry(id, kind, reference, from, to, amount, currency, true);
    }

    /** Returns two legs for each book involved; they sum to zero within each book. */
    List<Leg> legs(int part) {
        Leg out = Leg.of(from, currency, -amount, frozen ? amount : 0, part);
        Leg in = Leg.of(to, currency, amount, 0, part);
        return from.book() == to.book()
                ? List.of(out, in)
                : List.of(
                        out,
                        Leg.clearing(from.book(), currency, amount, part),
                        Leg.clearing(to.book(), currency, -amount, part),
                        in);
    }
}
