package io.frostline.coldroom.following;

/**
 * How much is evaluated at once.
 *
 * @param piece of one that is stale for longer, milliseconds at a time
 * @param readings that are held, about, of sensors that give one a second
 */
record AtOnce(long piece, long readings) {
    /** A year of one sensor is read in about twenty pieces, a day of a thousand sensors in about fifty lots. */
    static final AtOnce USUAL = new AtOnce(16 * 86_400_000L, 2_000_000);

    /** Of so many sensors that are stale for longer. */
    long piece(int sensors) {
        return Math.min(piece, span(sensors));
    }

    /** What may be held of each of so many sensors; milliseconds, an hour at least. */
    long span(int sensors) {
        return Math.max(readings / Math.max(sensors, 1), 3_600) * 1_000;
    }
}
