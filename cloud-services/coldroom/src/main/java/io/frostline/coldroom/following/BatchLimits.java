package io.frostline.coldroom.following;

/**
 * Upper bounds for one re-evaluation pass.
 *
 * @param piece milliseconds of a sensor's stale range that one pass covers
 * @param readings approximate number that a pass holds, for sensors with one reading a second
 */
record BatchLimits(long piece, long readings) {
    /** Default bounds: a year of one sensor takes about twenty passes, a day of a thousand sensors about fifty. */
    static final BatchLimits DEFAULT = new BatchLimits(16 * 86_400_000L, 2_000_000);

    /** Returns how many milliseconds of each of {@code sensors} sensors one pass covers. */
    long piece(int sensors) {
        return Math.min(piece, span(sensors));
    }

    /** Returns how many milliseconds of each of {@code sensors} sensors one pass may hold; an hour at least. */
    long span(int sensors) {
        return Math.max(readings / Math.max(sensors, 1), 3_600) * 1_000;
    }
}
