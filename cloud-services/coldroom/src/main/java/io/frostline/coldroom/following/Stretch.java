package io.frostline.coldroom.following;

/** Of a sensor's readings, what is to be evaluated again; milliseconds since 1970, both ends inclusive. */
record Stretch(long from, long to) {
    Stretch and(long otherFrom, long otherTo) {
        return new Stretch(Math.min(from, otherFrom), Math.max(to, otherTo));
    }
}
