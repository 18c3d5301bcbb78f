package io.frostline.edge.uplink;

/**
 * Window of backlog transfers in flight. It grows by one while receipts come promptly, and shrinks when they are slow or time
 * out (additive increase, multiplicative decrease: RFC 5681). A backlog then drains as fast as the cloud takes it and keeps no
 * live batch waiting behind it.
 */
final class SendWindow {
    static final int SMALLEST = 1;
    static final int MAX = 16;
    private static final long PROMPT_NANOS = 250_000_000L;
    private static final long SLOW_NANOS = 500_000_000L;

    private double size = 4;

    void receipt(long roundTripNanos) {
        if (roundTripNanos <= PROMPT_NANOS) {
            size = Math.min(MAX, size + 1.0);
        } else if (roundTripNanos > SLOW_NANOS) {
            size = Math.max(SMALLEST, size * 0.8);
        }
    }

    void timeout() {
        size = Math.max(SMALLEST, size / 2);
    }

    int size() {
        return (int) size;
    }
}
