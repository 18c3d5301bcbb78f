package io.frostline.launcher;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** Conversion of a certificate and its key from the PEM files of a Kubernetes secret into the key store that a server reads. */
final class PemKeyStore {
    /** Password of a file that only its owner may read; it protects nothing. */
    static final String PASSWORD = "frostline";

    private PemKeyStore() {}

    /**
     * Writes the key store.
     *
     * @param folder with {@code tls.crt} and {@code tls.key}
     * @param store replaced as a whole
     * @throws IOException that says which file is wrong, and why
     */
    static void write(Path folder, Path store) throws IOException {
        PrivateKey key = key(folder.resolve("tls.key"));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            Certificate[] certificates = certificates(folder.resolve("tls.crt"));
            if (certificates.length == 0 || !isOf(key, certificates[0])) {
                throw new IOException(folder + ": tls.key is not the key of the first certificate of tls.crt");
            }
            KeyStore made = KeyStore.getInstance("PKCS12");
            made.load(null, null);
            made.setKeyEntry("tls", key, PASSWORD.toCharArray(), certificates);
            made.store(bytes, PASSWORD.toCharArray());
        } catch (GeneralSecurityException e) {
            throw new IOException(folder + ": " + e.getMessage(), e);
        }
        Path part = store.resolveSibling(store.getFileName() + ".part");
        Files.deleteIfExists(part);
        Files.createFile(part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(part, bytes.toByteArray());
        Files.move(part, store, StandardCopyOption.ATOMIC_MOVE);
    }

    private static boolean isOf(PrivateKey key, Certificate certificate) throws GeneralSecurityException {
        if (!key.getAlgorithm().equals(certificate.getPublicKey().getAlgorithm())) {
            return false;
        }
        Signature signature = Signature.getInstance(
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm();
                });
        signature.initSign(key);
        byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        return signature.verify(signed);
    }

    private static Certificate[] certificates(Path pem) throws IOException {
        try (InputStream in = Files.newInputStream(pem)) {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .toArray(Certificate[]::new);
        } catch (GeneralSecurityException e) {
            throw new IOException(pem + ": " + e.getMessage(), e);
        }
    }

    /** Returns the key, from PKCS 8 or from openssl's older formats for RSA and elliptic curves. */
    private static PrivateKey key(Path pem) throws IOException {
        try (Reader in = Files.newBufferedReader(pem);
                PEMParser parser = new PEMParser(in)) {
            JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
            for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
                if (object instanceof PrivateKeyInfo info) {
                    return converter.getPrivateKey(info);
                }
                if (object instanceof PEMKeyPair pair) {
                    return converter.getKeyPair(pair).getPrivate();
                }
            }
        }
        throw new IOException(pem + ": no private key that has no password");
    }
}
