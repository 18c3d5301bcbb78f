package io.frostline.contract.batch;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** SHA-256 digest, or the first 16 bytes of one. */
public record Digest(byte[] bytes) {
    public static final int LENGTH = 32;
    public static final int CATALOG_LENGTH = 16;

    /** Digest that the first batch of an epoch gives for the batch before it. */
    public static final Digest NONE = new Digest(new byte[LENGTH]);

    public static Digest of(byte[] encoded) {
        try {
            return new Digest(MessageDigest.getInstance("SHA-256").digest(encoded));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    Digest shortened() {
        return new Digest(Arrays.copyOf(bytes, CATALOG_LENGTH));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Digest digest && Arrays.equals(bytes, digest.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
