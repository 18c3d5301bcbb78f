package io.frostline.payment;

import java.util.List;

/** Leg together with its entry. */
record Posting(Entry entry, Leg leg) {
    /** Returns the postings of entries that are posted together. */
    static List<Posting> of(List<Entry> entries) {
        int part = Leg.anyPart();
        return entries.stream()
                .flatMap(entry -> entry.legs(part).stream().map(leg -> new Posting(entry, leg)))
                .toList();
    }
}
