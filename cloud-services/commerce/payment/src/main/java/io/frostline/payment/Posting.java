package io.frostline.payment;

import java.util.List;

record Posting(Entry entry, Leg leg) {
    static List<Posting> of(List<Entry> entries) {
        int part = Leg.anyPart();
        return entries.stream()
                .flatMap(entry -> entry.legs(part).stream().map(leg -> new Posting(entry, leg)))
                .toList();
    }
}
