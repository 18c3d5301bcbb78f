package io.frostline.commerce;

import java.util.List;

/**
 * Asks payment to reserve the refunds of what was captured for several orders, all of them or none, until the action that
 * carries them ends.
 */
public record RefundPayments(List<String> orders) {}
