package io.frostline.commerce;

import java.math.BigDecimal;
import java.util.Currency;

/**
 * Amount in a currency, with no more decimals than the currency has (ISO 4217).
 *
 * @throws IllegalArgumentException if it is no such amount; the message says what would be valid
 */
public record Money(BigDecimal amount, String currency) {
    /** Upper bound of an amount; below it, any sum of a million amounts is exact in a long of the smallest unit. */
    private static final BigDecimal MAX_AMOUNT = new BigDecimal("1000000000000");

    public Money {
        if (amount == null || currency == null) {
            throw new IllegalArgumentException(
                    "money: needs amount and currency, e.g. {\"amount\":\"12.50\",\"currency\":\"EUR\"}");
        }
        int digits = digits(currency);
        BigDecimal plain = amount.stripTrailingZeros();
        if (plain.scale() > digits) {
            throw new IllegalArgumentException(
                    "amount: " + currency + " has " + digits + " decimals, not " + plain.scale());
        }
        if (plain.abs().compareTo(MAX_AMOUNT) >= 0) {
            throw new IllegalArgumentException("amount: must be below " + MAX_AMOUNT.toPlainString());
        }
        amount = plain.setScale(digits);
    }

    private static int digits(String currency) {
        try {
            return Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("currency: must be a code of ISO 4217, e.g. EUR", e);
        }
    }

    public static Money ofMinor(long minor, String currency) {
        return new Money(BigDecimal.valueOf(minor, digits(currency)), currency);
    }

    /** Returns the amount in the currency's smallest unit. */
    public long minor() {
        return amount.movePointRight(digits(currency)).longValueExact();
    }
}
