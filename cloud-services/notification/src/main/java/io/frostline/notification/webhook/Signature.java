package io.frostline.notification.webhook;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signature by which a receiver knows that a body is ours and recent: {@code t=<unix seconds>,v1=<hex>}. The hex is the
 * HMAC-SHA256, under the secret, of the seconds, a dot and the body. A receiver may drop a body that is old, or whose key it has
 * seen.
 */
final class Signature {
    static final String HEADER = "X-Frostline-Signature";
    private static final String ALGORITHM = "HmacSHA256";

    private Signature() {}

    static String of(String body, String secret, Instant at) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            byte[] signed = mac.doFinal((at.getEpochSecond() + "." + body).getBytes(StandardCharsets.UTF_8));
            return "t=" + at.getEpochSecond() + ",v1=" + HexFormat.of().formatHex(signed);
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException(e);
        }
    }
}
